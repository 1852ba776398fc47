// The records kept here: one row for each identity. The merge rule is the whole of their consistency: the higher
// version wins and a tombstone beats its entry, so that any two peers that have seen the same records, in whatever
// order, keep the same ones.

import type { Identifier } from '@acorde/chord';
import type { Database } from '../store/database.ts';
import { decodeRecord } from './decode-record.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { fromHex, toHex } from './hex.ts';
import {
  entryIdentity,
  fileIdOfStatement,
  identityOf,
  partitionOf,
  partitionOfStatement,
  removes,
  tombstoneIdentity,
} from './keys.ts';
import { createNameIndex, type NameSearch } from './name-index.ts';
import type { Entry, EntryId, FileId, SignedRecord } from './record.ts';
import {
  ALL,
  after,
  BEYOND,
  BY_FILE,
  BY_HASH,
  BY_IDENTITY,
  FILES,
  keptOf,
  type Row,
  recordOf,
  SCAN,
  SCHEMA,
  TOMBSTONES,
  UPSERT,
} from './record-rows.ts';
import { KIND_NUMBERS, recordHash } from './signed-bytes.ts';
import { supersedes } from './supersedes.ts';
import { isExpired } from './tombstone-life.ts';

/** A record in a scan of the whole table. */
export interface KeptRecord {
  /** Ascending; the place in the scan. */
  readonly row: number;
  readonly hash: Uint8Array;
  /** The key of the partition first, when there is one. */
  readonly keys: readonly Identifier[];
}

export interface StoredRecord {
  readonly row: number;
  readonly hash: Uint8Array;
  readonly record: SignedRecord;
}

export interface RecordStoreDeps {
  /** Unix milliseconds: a tombstone that has expired still takes its entry away, and is not kept. */
  nowMs(): number;
  /** What is not kept any more, nor taken in. */
  isStale(decoded: DecodedRecord): boolean;
}

export interface RecordStore {
  /** Takes a verified record; true when it changed what is kept. Call inside `database.commit`. */
  merge(decoded: DecodedRecord): boolean;
  /** The record of the same identity as `says`. */
  get(identity: Uint8Array): SignedRecord | null;
  /** Records under a FileId, those about copies first; under an EntryId: the entry or its tombstones; or one by its hash. */
  find(key: Identifier, limit: number): SignedRecord[];
  search(search: NameSearch): SignedRecord[];
  /** A page of all records in the order of rows after `row`. */
  scan(row: number, limit: number): KeptRecord[];
  /** A page of the tombstones, or of all records, in the order of rows after `row`. */
  page(of: 'tombstones' | 'all', row: number, limit: number): StoredRecord[];
  /** Files with a manifest in the linear range (after, to], ascending. */
  files(after: Identifier | null, to: Identifier | null, limit: number): FileId[];
  /** Removes a record unless it has changed since. Call inside `database.commit`. */
  remove(kept: Pick<KeptRecord, 'row' | 'hash'>): boolean;
  count(): { records: number; entries: number };
  /** Grows with every change: what was computed at one revision holds until the next. */
  revision(): number;
  /** Told of the file of every record that changed, within the commit. The result ends it. */
  onChange(listener: (fileId: FileId) => void): () => void;
}

/** Makes the tables when they are missing. */
export function createRecordStore(database: Database, { nowMs, isStale }: RecordStoreDeps): RecordStore {
  database.exec(SCHEMA);
  const names = createNameIndex(database, 'record_names', entryOf);
  const listeners = new Set<(fileId: FileId) => void>();
  let revision = 0;

  function byIdentity(identity: Uint8Array): Row | undefined {
    return database.prepare('SELECT * FROM records WHERE identity = ?').get(identity);
  }

  function entryOf(entryId: EntryId): Entry | null {
    const row = byIdentity(entryIdentity(entryId));
    const says = row && decodeRecord(recordOf(row)).says;
    return says?.kind === 'entry' ? says.entry : null;
  }

  function drop(row: number, identity: Uint8Array): void {
    database.prepare('DELETE FROM records WHERE row = ?').run(row);
    if (identity[0] === KIND_NUMBERS.entry) names.delete(toHex(identity.subarray(1)) as EntryId);
    revision++;
  }

  /** An entry that is removed already is not taken back; a tombstone takes its entry away. */
  function settleRemoval({ says }: DecodedRecord): 'dead' | 'open' {
    if (says.kind === 'entry') return byIdentity(tombstoneIdentity(says.entry)) ? 'dead' : 'open';
    if (says.kind !== 'tombstone') return 'open';
    const row = byIdentity(entryIdentity(says.tombstone.entryId));
    const entry = row && decodeRecord(recordOf(row)).says;
    if (entry?.kind === 'entry' && removes(says.tombstone, entry.entry)) {
      drop(row?.row as number, row?.identity as Uint8Array);
    }
    return 'open';
  }

  function write(decoded: DecodedRecord, identity: Uint8Array): void {
    const { record, says } = decoded;
    database
      .prepare(UPSERT)
      .run(
        identity,
        KIND_NUMBERS[record.kind],
        record.version.incarnation,
        record.version.counter,
        record.body,
        record.publicKey,
        record.signature,
        record.certificate ?? null,
        recordHash(record),
        fromHex(fileIdOfStatement(says)),
        partitionOfStatement(says),
      );
    if (says.kind === 'entry') names.add(says.entry, partitionOf(says.entry.entryId));
    revision++;
  }

  return {
    merge(decoded) {
      if (settleRemoval(decoded) === 'dead') return false;
      const identity = identityOf(decoded.says);
      const kept = byIdentity(identity);
      if (kept && !supersedes(decoded.record, recordOf(kept))) return false;
      if (isStale(decoded)) return false;
      if (decoded.says.kind === 'tombstone' && isExpired(decoded.says.tombstone, nowMs())) return false;
      write(decoded, identity);
      for (const listener of listeners) listener(fileIdOfStatement(decoded.says));
      return true;
    },
    get(identity) {
      const row = byIdentity(identity);
      return row ? recordOf(row) : null;
    },
    find(key, limit) {
      const bytes = fromHex(key);
      const tombstones = Buffer.concat([Uint8Array.of(KIND_NUMBERS.tombstone), bytes]);
      // A key is one of these and never two, since all of them are SHA-256 of different things.
      const byFile = database.prepare(BY_FILE).all(bytes, limit);
      if (byFile.length > 0) return byFile.map(recordOf);
      const entry = byIdentity(entryIdentity(key as string as EntryId));
      if (entry) return [recordOf(entry)];
      const removals = database.prepare(BY_IDENTITY).all(tombstones, after(tombstones), limit);
      if (removals.length > 0) return removals.map(recordOf);
      return database.prepare(BY_HASH).all(bytes, limit).map(recordOf);
    },
    search: (search) =>
      names.search(search).flatMap((entryId) => {
        const row = byIdentity(entryIdentity(entryId));
        return row ? [recordOf(row)] : [];
      }),
    scan: (row, limit) => database.prepare(SCAN).all(row, limit).map(keptOf),
    page: (of, row, limit) =>
      database
        .prepare(of === 'all' ? ALL : TOMBSTONES)
        .all(row, limit)
        .map((found) => ({
          row: found.row as number,
          hash: found.hash as Uint8Array,
          record: recordOf(found),
        })),
    files(from, to, limit) {
      const rows = database
        .prepare(FILES)
        .all(from ? fromHex(from) : Buffer.alloc(0), to ? fromHex(to) : BEYOND, limit);
      return rows.map((row) => toHex(row.file_id as Uint8Array) as FileId);
    },
    remove(kept) {
      const row = database.prepare('SELECT * FROM records WHERE row = ?').get(kept.row);
      if (!row || Buffer.compare(row.hash as Uint8Array, kept.hash) !== 0) return false;
      drop(kept.row, row.identity as Uint8Array);
      return true;
    },
    count: () => ({
      records: Number(database.prepare('SELECT count(*) AS n FROM records').get()?.n),
      entries: names.count(),
    }),
    revision: () => revision,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
