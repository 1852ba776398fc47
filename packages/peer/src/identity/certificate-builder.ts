// Builds and reads certificates and requests. The library is loaded on first use: a peer that only presents its
// certificate never pays for it.
import { createHash, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import { type Role, roleUri, SERVER_NAME } from './certificate.ts';
import type { PeerKey } from './key.ts';

const ALGORITHM = { name: 'Ed25519' };
const REQUEST_BYTES_MAX = 4096;
/** Clocks of peers may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** SPKI of an Ed25519 key: this prefix, then the 32 bytes of the key. RFC 8410, section 4. */
const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface Validity {
  readonly nowMs: number;
  readonly lifetimeMs: number;
}

/** A PKCS #10 request in DER for the peer's key; the subject is the peer id. */
export async function createRequest(key: PeerKey): Promise<Uint8Array> {
  const x509 = await loadLibrary();
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: [{ CN: [key.peerId] }], keys: await toKeyPair(key), signingAlgorithm: ALGORITHM },
    webcrypto,
  );
  return new Uint8Array(request.rawData);
}

/** The public key (SPKI, DER) of a request, after its own signature is checked: the sender has the private key.
 * Whatever else the request asks for is passed over. Errors: INVALID_ARGUMENT. */
export async function publicKeyOfRequest(der: Uint8Array): Promise<Uint8Array> {
  if (der.length > REQUEST_BYTES_MAX) throw invalid('the certificate request is too large');
  const x509 = await loadLibrary();
  let publicKey: Uint8Array;
  let authentic: boolean;
  try {
    const request = new x509.Pkcs10CertificateRequest(der.slice());
    publicKey = new Uint8Array(request.publicKey.rawData);
    authentic = isEd25519(publicKey) && (await request.verify(webcrypto));
  } catch (error) {
    throw invalid('the certificate request is malformed', error);
  }
  if (!isEd25519(publicKey)) throw invalid('the certificate request must be for an Ed25519 key');
  if (!authentic) throw invalid('the certificate request is not signed by its own key');
  return publicKey;
}

/** The certificate that an authority issues to itself. */
export async function issueAuthority(
  privateKey: KeyObject,
  publicKey: KeyObject,
  validity: Validity,
): Promise<X509Certificate> {
  const x509 = await loadLibrary();
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...dates(validity),
      serialNumber: serialOf(spki, validity.nowMs),
      name: [{ CN: [createHash('sha256').update(spki).digest('hex')], O: ['Acorde network'] }],
      signingAlgorithm: ALGORITHM,
      keys: { privateKey: await toSigningKey(privateKey), publicKey: await toVerifyingKey(spki) },
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    },
    webcrypto,
  );
  return new X509Certificate(new Uint8Array(certificate.rawData));
}

/** A certificate for a public key (SPKI, DER), signed by an authority. */
export async function issueLeaf(
  authority: { certificate: X509Certificate; privateKey: KeyObject },
  publicKey: Uint8Array,
  roles: readonly Role[],
  validity: Validity,
): Promise<X509Certificate> {
  const x509 = await loadLibrary();
  const subject = createHash('sha256').update(publicKey).digest('hex');
  const usages = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth];
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...dates(validity),
      serialNumber: serialOf(publicKey, validity.nowMs),
      subject: [{ CN: [subject] }],
      issuer: new x509.X509Certificate(new Uint8Array(authority.certificate.raw)).subject,
      signingAlgorithm: ALGORITHM,
      publicKey: publicKey.slice(),
      signingKey: await toSigningKey(authority.privateKey),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usages),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: SERVER_NAME },
          ...roles.map((role) => ({ type: 'url' as const, value: roleUri(role) })),
        ]),
      ],
    },
    webcrypto,
  );
  return new X509Certificate(new Uint8Array(certificate.rawData));
}

export async function loadLibrary() {
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}

async function toKeyPair(key: PeerKey) {
  return {
    privateKey: await toSigningKey(key.privateKey),
    publicKey: await toVerifyingKey(key.publicKey),
  };
}

export function toSigningKey(key: KeyObject) {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), ALGORITHM, false, ['sign']);
}

function toVerifyingKey(spki: Uint8Array) {
  return webcrypto.subtle.importKey('spki', spki.slice(), ALGORITHM, true, ['verify']);
}

function isEd25519(spki: Uint8Array): boolean {
  return (
    spki.length === ED25519_SPKI_PREFIX.length + 32 && Buffer.from(spki).indexOf(ED25519_SPKI_PREFIX) === 0
  );
}

export function dates({ nowMs, lifetimeMs }: Validity) {
  return { notBefore: new Date(nowMs - CLOCK_SKEW_MS), notAfter: new Date(nowMs + lifetimeMs) };
}

/** 16 bytes, positive as RFC 5280 asks for; differs with the key and the millisecond. */
export function serialOf(publicKey: Uint8Array, nowMs: number): string {
  const bytes = createHash('sha256').update(publicKey).update(String(nowMs)).digest().subarray(0, 16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function invalid(message: string, cause?: unknown): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message, { cause });
}
