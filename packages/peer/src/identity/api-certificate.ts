// A certificate for the API listener of peers that people reach from other machines or through containers: P-256,
// because browsers refuse Ed25519 keys, for host names instead of a peer id.
import { generateKeyPairSync, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { System } from '../system.ts';
import { LEAF_LIFETIME_MS } from './authority.ts';
import { saveCertificate } from './certificate.ts';
import { dates, loadLibrary, serialOf, toSigningKey } from './certificate-builder.ts';
import { writeDurably } from './durable-file.ts';
import { keyFromPem } from './key.ts';

/** Makes `key.pem` and `certificate.pem` in `folder` for host names or IP addresses, signed by the network's authority. */
export async function issueApiCertificate(
  networkFolder: string,
  folder: string,
  hosts: readonly string[],
  system: System,
): Promise<void> {
  const x509 = await loadLibrary();
  const authority = new X509Certificate(readFileSync(join(networkFolder, 'ca.pem')));
  const authorityKey = keyFromPem(readFileSync(join(networkFolder, 'ca.key'), 'utf8'), 'ca.key').privateKey;
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
  const nowMs = system.nowMs();
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...dates({ nowMs, lifetimeMs: LEAF_LIFETIME_MS }),
      serialNumber: serialOf(spki, nowMs),
      subject: [{ CN: [hosts[0] ?? 'localhost'] }],
      issuer: new x509.X509Certificate(new Uint8Array(authority.raw)).subject,
      publicKey: spki,
      signingAlgorithm: { name: 'Ed25519' },
      signingKey: await toSigningKey(authorityKey),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
        ),
      ],
    },
    webcrypto,
  );
  const issued = new X509Certificate(new Uint8Array(certificate.rawData));
  writeDurably(join(folder, 'key.pem'), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  saveCertificate(join(folder, 'certificate.pem'), issued);
}
