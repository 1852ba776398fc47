import type { DecodedRecord } from './decoded-record.ts';
import { toHex } from './hex.ts';
import { identityOf, removes } from './keys.ts';
import type { Entry, FileFacts, FileId, HolderFact, Manifest, Tombstone } from './record.ts';
import { supersedes } from './supersedes.ts';

/** The records without those that a newer one of the same identity supersedes. */
export function unionOf(records: Iterable<DecodedRecord>): DecodedRecord[] {
  const newest = new Map<string, DecodedRecord>();
  for (const decoded of records) {
    const identity = toHex(identityOf(decoded.says));
    const known = newest.get(identity);
    if (!known || supersedes(decoded.record, known.record)) newest.set(identity, decoded);
  }
  return [...newest.values()];
}

/** The entries among some records that no tombstone among them removes. */
export function liveEntries(records: readonly DecodedRecord[]): Entry[] {
  const tombstones = new Map<string, Tombstone[]>();
  for (const { says } of records) {
    if (says.kind !== 'tombstone') continue;
    const known = tombstones.get(says.tombstone.entryId) ?? [];
    tombstones.set(says.tombstone.entryId, [...known, says.tombstone]);
  }
  return records.flatMap(({ says }) => {
    if (says.kind !== 'entry') return [];
    const removed = tombstones.get(says.entry.entryId)?.some((tombstone) => removes(tombstone, says.entry));
    return removed ? [] : [says.entry];
  });
}

/** What records, already united, tell of a file. Holders that are gone are left out. */
export function factsOf(fileId: FileId, records: readonly DecodedRecord[]): FileFacts {
  let manifest: Manifest | null = null;
  const holders: HolderFact[] = [];
  for (const { says } of records) {
    if (says.kind === 'manifest' && says.manifest.fileId === fileId) manifest = says.manifest;
    if (says.kind === 'holder' && says.holder.fileId === fileId && !says.holder.gone)
      holders.push(says.holder);
  }
  const entries = liveEntries(records).filter((entry) => entry.fileId === fileId);
  return { fileId, manifest, holders, entries };
}
