// The entries that this peer shares: its own index. It is the truth about what this peer publishes; the ring's copies
// follow from it.
import type { Database } from '../store/database.ts';
import { decodeEntry } from './bodies.ts';
import type { EntryFilter } from './entry-filter.ts';
import { fromHex } from './hex.ts';
import { partitionOf } from './keys.ts';
import { createNameIndex } from './name-index.ts';
import type { Entry, EntryId, FileId, SignedRecord } from './record.ts';
import { recordFromBytes, recordToBytes } from './record-codec.ts';

export interface PublishedEntries {
  find(name: string, fileId: FileId): Entry | null;
  get(entryId: EntryId): Entry | null;
  /** Call inside `database.commit`. */
  add(entry: Entry, record: SignedRecord): void;
  /** Call inside `database.commit`. */
  delete(entryId: EntryId): void;
  /** Sorted by name, then entry id. */
  list(search: {
    query: string;
    limit: number;
    after?: { name: string; entryId: EntryId } | undefined;
    filter?: EntryFilter | undefined;
  }): Entry[];
  count(): number;
  /** The entries of a name. */
  named(name: string): { entry: Entry; record: SignedRecord }[];
  /** The entries of a file. */
  ofFile(fileId: FileId): { entry: Entry; record: SignedRecord }[];
  /** A page of all, in the order of FileId, then EntryId. */
  page(
    after: { fileId: FileId; entryId: EntryId } | null,
    limit: number,
  ): { entry: Entry; record: SignedRecord }[];
}

const OF_FILE_MAX = 10_000;

/** Makes the tables when they are missing. */
export function createPublishedEntries(database: Database): PublishedEntries {
  database.exec(`
    CREATE TABLE IF NOT EXISTS published (
      entry_id BLOB PRIMARY KEY, file_id BLOB NOT NULL, name TEXT NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS published_by_file ON published (file_id, name);
  `);
  const names = createNameIndex(database, 'published_names', get);

  function get(entryId: EntryId): Entry | null {
    const row = database.prepare('SELECT record FROM published WHERE entry_id = ?').get(fromHex(entryId));
    return row ? publicationOf(row).entry : null;
  }

  return {
    find(name, fileId) {
      const sql = 'SELECT record FROM published WHERE file_id = ? AND name = ? LIMIT 1';
      const row = database.prepare(sql).get(fromHex(fileId), name);
      return row ? publicationOf(row).entry : null;
    },
    get,
    add(entry, record) {
      database
        .prepare('INSERT OR REPLACE INTO published (entry_id, file_id, name, record) VALUES (?, ?, ?, ?)')
        .run(fromHex(entry.entryId), fromHex(entry.fileId), entry.name, recordToBytes(record));
      names.add(entry, partitionOf(entry.entryId));
    },
    delete(entryId) {
      database.prepare('DELETE FROM published WHERE entry_id = ?').run(fromHex(entryId));
      names.delete(entryId);
    },
    list: (search) => names.search(search).flatMap((entryId) => get(entryId) ?? []),
    count: () => names.count(),
    named(name) {
      const sql =
        'SELECT record FROM published WHERE entry_id IN (SELECT entry_id FROM published_names WHERE name = ?) LIMIT ?';
      return database.prepare(sql).all(name, OF_FILE_MAX).map(publicationOf);
    },
    ofFile(fileId) {
      const sql = 'SELECT record FROM published WHERE file_id = ? LIMIT ?';
      return database.prepare(sql).all(fromHex(fileId), OF_FILE_MAX).map(publicationOf);
    },
    page(after, limit) {
      const sql = `SELECT record FROM published WHERE (file_id, entry_id) > (?, ?)
        ORDER BY file_id, entry_id LIMIT ?`;
      const cursor = after
        ? [fromHex(after.fileId), fromHex(after.entryId)]
        : [new Uint8Array(), new Uint8Array()];
      return database
        .prepare(sql)
        .all(...cursor, limit)
        .map(publicationOf);
    },
  };
}

function publicationOf(row: Record<string, unknown>): { entry: Entry; record: SignedRecord } {
  const record = recordFromBytes(row.record as Uint8Array);
  return { entry: decodeEntry(record.body), record };
}
