// The gateway's own identity: a certificate of the network with the role `gateway`, its key, and the authority that
// vouches for the peers.
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';

export interface Credentials {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM. */
  readonly authority: string;
}

const FILES = {
  certificate: ['peer.pem', 'gateway.pem', 'certificate.pem', 'cert.pem'],
  key: ['peer.key', 'gateway.key', 'key.pem'],
  authority: ['ca.pem', 'authority.pem'],
} as const;

/** Reads the folder. Errors: INVALID_ARGUMENT that names the file that is missing. */
export function loadCredentials(folder: string): Credentials {
  return {
    certificate: readFirst(folder, 'certificate'),
    key: readFirst(folder, 'key'),
    authority: readFirst(folder, 'authority'),
  };
}

function readFirst(folder: string, what: keyof typeof FILES): string {
  const path = FILES[what].map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path) return readFileSync(path, 'utf8');
  const message = `${folder} has no ${FILES[what][0]}: make it with \`acorde network issue --role gateway\``;
  throw new AcordeError('INVALID_ARGUMENT', message);
}

/** SHA-256 of the certificate's public key (SPKI, DER): 64 hex digits. `der` is the certificate. */
export function peerIdOf(der: Uint8Array): string {
  const spki = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}

const PEER_ROLE = 'URI:urn:acorde:role:peer';

/** Whether a certificate names the role `peer`. */
export function isPeerCertificate(der: Uint8Array): boolean {
  return (new X509Certificate(der).subjectAltName ?? '').split(', ').includes(PEER_ROLE);
}
