// The peer's key: Ed25519, made once, kept as PKCS #8 PEM that only the owner of the process may read.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AcordeError } from '@acorde/protocol';
import type { Signer } from '../records/ports.ts';
import type { PeerId } from '../records/record.ts';
import { createDurably, hasErrorCode } from './durable-file.ts';
import { peerIdOf } from './peer-id.ts';

export interface PeerKey {
  readonly peerId: PeerId;
  readonly privateKey: KeyObject;
  /** PKCS #8. */
  readonly privateKeyPem: string;
  /** SPKI, DER. */
  readonly publicKey: Uint8Array;
}

/** Reads the key, or makes it when there is none. Errors: INVALID_ARGUMENT when the file is no Ed25519 key. */
export function loadOrCreateKey(path: string): PeerKey {
  const existing = readIfThere(path);
  if (existing !== null) return keyFromPem(existing, path);
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  createDurably(path, pem);
  return keyFromPem(pem, path);
}

/** `path` is for the message alone. Errors: INVALID_ARGUMENT. */
export function keyFromPem(pem: string, path: string): PeerKey {
  const privateKey = parse(pem, path);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw notAKey(path);
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
  return { peerId: peerIdOf(publicKey), privateKey, privateKeyPem: pem, publicKey };
}

/** Signs records with the peer's key. `adminCertificate` is the peer's certificate, DER, when it carries that right. */
export function createSigner(key: PeerKey, adminCertificate: Uint8Array | null): Signer {
  return {
    peerId: key.peerId,
    publicKey: key.publicKey,
    adminCertificate,
    sign: (bytes) => new Uint8Array(sign(null, bytes, key.privateKey)),
  };
}

function parse(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw notAKey(path, error);
  }
}

function notAKey(path: string, cause?: unknown): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', `${path} is not an Ed25519 private key in PEM`, { cause });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return null;
    throw error;
  }
}
