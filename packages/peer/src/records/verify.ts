// Every record that comes from elsewhere passes here: its shape, its signature, and whether its publisher may say what
// it says. A record is worth the same whoever hands it on.
import { createHash, verify } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import { peerIdOf } from '../identity/peer-id.ts';
import { fileIdOf } from '../store/file-id.ts';
import { decodeRecord } from './decode-record.ts';
import type { DecodedRecord, Statement } from './decoded-record.ts';
import type { AdminCheck } from './ports.ts';
import type { PublicKeys } from './public-key.ts';
import type { SignedRecord } from './record.ts';
import { signedBytes } from './signed-bytes.ts';

const SIGNATURE_BYTES = 64;
/** Bytes of the longest certificate of an admin. */
export const CERTIFICATE_BYTES_MAX = 4096;
/** Records whose signatures are known to be right: a signature takes 0.1 ms to check, and a record passes by several
 * times while it is published, united and read. */
const KNOWN_MAX = 8192;

export interface Verifier {
  /** The record beside what it says. Throws INVALID_ARGUMENT (shape) or FORBIDDEN (signature, publisher). */
  verify(record: SignedRecord): DecodedRecord;
  /** Takes a record that was signed here a moment ago for verified; returns it. */
  trust(record: SignedRecord): SignedRecord;
}

export function createVerifier(deps: { keys: PublicKeys; admins: AdminCheck }): Verifier {
  // In the order of coming; every byte of the record is part of its name.
  const known = new Set<string>();

  function remember(name: string): void {
    if (known.size >= KNOWN_MAX) known.delete(known.values().next().value as string);
    known.add(name);
  }

  function checkSignature(record: SignedRecord): void {
    const signed = signedBytes(record);
    const name = nameOf(record, signed);
    if (known.has(name)) return;
    const key = deps.keys.import(record.publicKey);
    if (!key) throw new AcordeError('INVALID_ARGUMENT', 'the public key is not an Ed25519 key');
    if (!verify(null, signed, key, record.signature)) throw forbidden('the signature is wrong');
    remember(name);
  }

  return {
    verify(record) {
      checkShape(record);
      const decoded = decodeRecord(record);
      checkPublisher(decoded, deps.admins);
      checkSignature(record);
      return decoded;
    },
    trust(record) {
      remember(nameOf(record, signedBytes(record)));
      return record;
    },
  };
}

function nameOf({ publicKey, signature }: SignedRecord, signed: Uint8Array): string {
  return createHash('sha256').update(publicKey).update(signature).update(signed).digest('binary');
}

function checkShape(record: SignedRecord): void {
  const { incarnation, counter } = record.version;
  if (!isCount(incarnation) || !isCount(counter)) throw invalid('the version is out of range');
  if (record.signature.byteLength !== SIGNATURE_BYTES) throw invalid('a signature has 64 bytes');
  if (record.certificate && record.kind !== 'tombstone')
    throw invalid('only a tombstone carries a certificate');
  if ((record.certificate?.byteLength ?? 0) > CERTIFICATE_BYTES_MAX)
    throw invalid('the certificate is too long');
}

function checkPublisher({ record, says }: DecodedRecord, admins: AdminCheck): void {
  if (says.kind === 'manifest') checkManifest(says);
  if (says.kind === 'entry') checkOwn(record, says.entry.peerId, 'an entry');
  if (says.kind !== 'tombstone') return;
  if (record.certificate) checkAdmin(record, record.certificate, admins);
  else checkOwn(record, says.tombstone.peerId, 'a tombstone');
}

// Whoever publishes it: a manifest is true when its file id follows from it.
function checkManifest({ manifest }: Statement & { kind: 'manifest' }): void {
  if (fileIdOf(manifest.size, manifest.root) !== manifest.fileId) {
    throw invalid('the file id does not follow from size and root');
  }
}

function checkOwn(record: SignedRecord, peerId: string, what: string): void {
  if (peerIdOf(record.publicKey) !== peerId) throw forbidden(`${what} is signed by its publisher`);
}

function checkAdmin(record: SignedRecord, certificate: Uint8Array, admins: AdminCheck): void {
  const certified = admins.publicKeyOf(certificate);
  if (!certified || Buffer.compare(certified, record.publicKey) !== 0) {
    throw forbidden('the certificate is not that of an admin of this network');
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}

function forbidden(message: string): AcordeError {
  return new AcordeError('FORBIDDEN', message);
}
