import { createHash } from 'node:crypto';
import { encodeEntry, encodeHolder, encodeManifest, encodeTombstone } from '../../src/records/bodies.ts';
import { decodeRecord } from '../../src/records/decode-record.ts';
import { toHex } from '../../src/records/hex.ts';
import type { Signer, VersionSource } from '../../src/records/ports.ts';
import type {
  Entry,
  FileId,
  HolderFact,
  Manifest,
  SignedRecord,
  Tombstone,
} from '../../src/records/record.ts';
import { signRecord } from '../../src/records/sign.ts';
import { fileIdOf } from '../../src/store/file-id.ts';

/** A file that exists by name only. */
export function manifestOf(content: string): Manifest {
  const root = createHash('sha256').update(content).digest();
  return { fileId: fileIdOf(content.length, root), size: content.length, root };
}

export interface Author {
  readonly signer: Signer;
  readonly versions: VersionSource;
}

export function manifestRecord(author: Author, content: string): SignedRecord {
  return signRecord('manifest', encodeManifest(manifestOf(content)), author);
}

export function holderRecord(author: Author, fileId: FileId, fact: Partial<HolderFact> = {}): SignedRecord {
  const body = encodeHolder({ fileId, complete: true, shared: false, gone: false, ...fact });
  return signRecord('holder', body, author);
}

export function entryFields(name: string, content = name): Omit<Entry, 'entryId' | 'peerId'> {
  const { fileId, size, root } = manifestOf(content);
  const sha256 = toHex(root);
  return {
    name,
    fileId,
    size,
    mediaType: 'text/plain',
    sha256,
    createTimeMs: 1_700_000_000_000,
    shared: false,
  };
}

export function entryRecord(author: Author, name: string, content = name): SignedRecord {
  const body = encodeEntry({ ...entryFields(name, content), peerId: author.signer.peerId });
  return signRecord('entry', body, author);
}

export function entryIn(record: SignedRecord): Entry {
  const { says } = decodeRecord(record);
  if (says.kind !== 'entry') throw new Error('not an entry');
  return says.entry;
}

export function tombstoneRecord(
  author: Author,
  target: Pick<Tombstone, 'entryId' | 'fileId' | 'peerId'>,
  certificate?: Uint8Array,
): SignedRecord {
  const { entryId, fileId, peerId } = target;
  const body = encodeTombstone({ entryId, fileId, peerId, removeTimeMs: 1_800_000_000_001 });
  return signRecord('tombstone', body, author, certificate);
}
