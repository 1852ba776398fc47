// Certificates between peers: Ed25519 leaves of the network's authority. Addresses are not in them; the peer id
// follows from the key, the roles are SAN URIs.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AcordeError } from '@acorde/protocol';
import type { PeerId } from '../records/record.ts';
import { hasErrorCode, writeDurably } from './durable-file.ts';
import { peerIdOf } from './peer-id.ts';

/** The name in every certificate, for stock clients that verify one. */
export const SERVER_NAME = 'peer.acorde';

export const ROLES = ['peer', 'gateway', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const ROLE_PREFIX = 'urn:acorde:role:';

export function roleUri(role: Role): string {
  return ROLE_PREFIX + role;
}

/** Who stands behind a verified certificate. */
export interface Bearer {
  readonly peerId: PeerId;
  readonly roles: ReadonlySet<Role>;
  /** SPKI, DER. */
  readonly publicKey: Uint8Array;
  /** Unix milliseconds. */
  readonly expiresMs: number;
}

/** Checks that the authority issued a certificate and that it is valid at `nowMs`. Null when not.
 * Revocation will be looked up here, by peer id. */
export function bearerOf(
  certificate: X509Certificate,
  authority: X509Certificate,
  nowMs: number,
): Bearer | null {
  if (certificate.ca || !certificate.checkIssued(authority)) return null;
  if (!certificate.verify(authority.publicKey)) return null;
  const expiresMs = certificate.validToDate.getTime();
  if (nowMs < certificate.validFromDate.getTime() || nowMs >= expiresMs) return null;
  if (certificate.publicKey.asymmetricKeyType !== 'ed25519') return null;
  const publicKey = spkiOf(certificate);
  return { peerId: peerIdOf(publicKey), roles: rolesOf(certificate), publicKey, expiresMs };
}

/** SPKI, DER. */
export function spkiOf(certificate: X509Certificate): Uint8Array {
  return new Uint8Array(certificate.publicKey.export({ type: 'spki', format: 'der' }));
}

/** Unknown roles are passed over: a newer network may have more. */
export function rolesOf(certificate: X509Certificate): ReadonlySet<Role> {
  const uris = (certificate.subjectAltName ?? '').split(', ');
  return new Set(ROLES.filter((role) => uris.includes(`URI:${roleUri(role)}`)));
}

/** Null when there is no file. Errors: INVALID_ARGUMENT when it holds no certificate. */
export function loadCertificate(path: string): X509Certificate | null {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return null;
    throw error;
  }
  return parseCertificate(pem, path);
}

/** PEM or DER. `what` names it in the error. Errors: INVALID_ARGUMENT. */
export function parseCertificate(content: string | Uint8Array, what: string): X509Certificate {
  try {
    return new X509Certificate(content);
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', `${what} is not a certificate`, { cause: error });
  }
}

export function saveCertificate(path: string, certificate: X509Certificate): void {
  writeDurably(path, certificate.toString(), 0o644);
}

/** Whether two thirds of a certificate's life are over. */
export function isDueForRenewal(certificate: X509Certificate, nowMs: number): boolean {
  const from = certificate.validFromDate.getTime();
  return nowMs >= from + ((certificate.validToDate.getTime() - from) * 2) / 3;
}
