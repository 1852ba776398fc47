// The gateway's own identity: a certificate of the network with the role `gateway`, its key, and the authority that
// vouches for the peers.
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

/** Reads the folder as `acorde network` wrote it: certificate.pem, key.pem, ca.pem. Errors: INVALID_ARGUMENT. */
export function loadCredentials(folder: string): Credentials {
  return {
    certificate: readPem(folder, 'certificate.pem'),
    key: readPem(folder, 'key.pem'),
    authority: readPem(folder, 'ca.pem'),
  };
}

function readPem(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    const message = `cannot read ${name} in ${folder}, the gateway's identity: ${(error as Error).message}`;
    throw new AcordeError('INVALID_ARGUMENT', message, { cause: error });
  }
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
