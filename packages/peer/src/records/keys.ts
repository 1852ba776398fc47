// Under which keys of the ring a record is kept, and what makes two records speak of the same thing. Both follow from
// the body alone.
import { createHash } from 'node:crypto';
import type { Identifier } from '@acorde/chord';
import type { Statement } from './decoded-record.ts';
import { fromHex } from './hex.ts';
import type { EntryId, FileId, Tombstone } from './record.ts';
import { KIND_NUMBERS } from './signed-bytes.ts';

/** Names are spread over this many keys, by the first hex digit of the EntryId. */
export const PARTITIONS = 16;

const PARTITION_KEYS: readonly Identifier[] = Array.from({ length: PARTITIONS }, (_, partition) => {
  const digit = partition.toString(16);
  return createHash('sha256').update(`acorde/1/name\0${digit}`).digest('hex') as Identifier;
});

/** The ring key of a name partition, 0 to 15: SHA-256("acorde/1/" "name" NUL, the hex digit). */
export function partitionKey(partition: number): Identifier {
  const key = PARTITION_KEYS[partition];
  if (!key) throw new RangeError(`a partition is 0 to ${PARTITIONS - 1}`);
  return key;
}

/** The partition that an entry belongs to. */
export function partitionOf(entryId: EntryId): number {
  return Number.parseInt(entryId.slice(0, 1), 16);
}

/** The FileId that a record is about. */
export function fileIdOfStatement(says: Statement): FileId {
  switch (says.kind) {
    case 'manifest':
      return says.manifest.fileId;
    case 'holder':
      return says.holder.fileId;
    case 'entry':
      return says.entry.fileId;
    case 'tombstone':
      return says.tombstone.fileId;
  }
}

/** The partition of an entry or a tombstone; null for what is kept under the FileId only. */
export function partitionOfStatement(says: Statement): number | null {
  if (says.kind === 'entry') return partitionOf(says.entry.entryId);
  if (says.kind === 'tombstone') return partitionOf(says.tombstone.entryId);
  return null;
}

/** The ring keys of a record: its FileId and, for entries and tombstones, the key of the partition. */
export function ringKeys(says: Statement): Identifier[] {
  const partition = partitionOfStatement(says);
  const fileId = fileIdOfStatement(says);
  return partition === null ? [fileId] : [fileId, partitionKey(partition)];
}

/** One record is kept per identity: kind, then the ids that it speaks of. */
export function identityOf(says: Statement): Uint8Array {
  switch (says.kind) {
    case 'manifest':
      return identity('manifest', says.manifest.fileId);
    case 'holder':
      return identity('holder', says.holder.fileId, says.holder.peerId);
    case 'entry':
      return entryIdentity(says.entry.entryId);
    case 'tombstone':
      return tombstoneIdentity(says.tombstone);
  }
}

export function entryIdentity(entryId: EntryId): Uint8Array {
  return identity('entry', entryId);
}

/** A tombstone works on the entry whose id, file and publisher it names. The publisher is part of its identity:
 * else a peer could put a tombstone of its own, which removes nothing, in the place of the true one. */
export function tombstoneIdentity(target: Pick<Tombstone, 'entryId' | 'fileId' | 'peerId'>): Uint8Array {
  return identity('tombstone', target.entryId, target.fileId, target.peerId);
}

/** Whether a tombstone removes an entry. */
export function removes(
  tombstone: Tombstone,
  entry: Pick<Tombstone, 'entryId' | 'fileId' | 'peerId'>,
): boolean {
  return (
    tombstone.entryId === entry.entryId &&
    tombstone.fileId === entry.fileId &&
    tombstone.peerId === entry.peerId
  );
}

function identity(kind: keyof typeof KIND_NUMBERS, ...ids: string[]): Uint8Array {
  return Buffer.concat([Uint8Array.of(KIND_NUMBERS[kind]), ...ids.map(fromHex)]);
}
