// The rows behind the store. A file of one chunk needs no list of digests: its chunk's digest is the SHA-256 of the
// whole. Longer lists stand in a table of their own, so that walking the copies does not drag them along.
import type { FileId } from '../records/record.ts';
import { chunkCount, DIGEST_BYTES } from './chunk.ts';
import type { Content } from './content-hasher.ts';
import type { Database } from './database.ts';
import type { Holding } from './store.ts';

export const STORE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS holdings (
    file_id TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, sha256 BLOB NOT NULL,
    place TEXT NOT NULL, create_time_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS inline_bytes (file_id TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS chunk_digests (file_id TEXT PRIMARY KEY, digests BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS shared_copies (
    path TEXT PRIMARY KEY, file_id TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns TEXT NOT NULL,
    root BLOB NOT NULL, sha256 BLOB NOT NULL, entry_id TEXT, create_time_ms INTEGER NOT NULL,
    stale INTEGER NOT NULL, published INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS shared_copies_by_file ON shared_copies (file_id);
`;

/** A row as SQLite gives it. */
interface Row {
  file_id: string;
  size: number;
  root: Uint8Array;
  sha256: Uint8Array;
  place: string;
  create_time_ms: number;
}

const OWN = 'SELECT * FROM holdings WHERE file_id > ? ORDER BY file_id LIMIT 256';
/** One row for each file that has no own copy, whatever the number of paths that it lies under. */
const ONLY_SHARED = `
  SELECT *, 'shared' AS place FROM shared_copies
  WHERE file_id > ? AND stale = 0 AND file_id NOT IN (SELECT file_id FROM holdings)
  GROUP BY file_id ORDER BY file_id LIMIT 256`;
const USAGE = `
  SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM (
    SELECT size FROM holdings UNION ALL
    SELECT size FROM shared_copies WHERE stale = 0 AND file_id NOT IN (SELECT file_id FROM holdings) GROUP BY file_id)`;

export interface HoldingsTable {
  /** Own copies only. */
  own(fileId: FileId): Holding | null;
  any(fileId: FileId): Holding | null;
  list(): IterableIterator<Holding>;
  usage(): { files: number; bytes: number };
  /** Of own copies only. */
  ownBytes(): number;
  bytes(fileId: FileId): Uint8Array | null;
  /** Digests of `count` chunks from `first`. */
  digests(holding: Holding, first: number, count: number): Uint8Array;
  /** Call inside `database.commit`, as the three below. `bytes` for a copy in the database itself. */
  insert(holding: Holding, content: Content, bytes: Uint8Array | null): void;
  /** Renews a copy, and its bytes where it lives in the database. */
  touch(fileId: FileId, createTimeMs: number, bytes: Uint8Array | null): void;
  delete(fileId: FileId): void;
}

export function createHoldingsTable(database: Database): HoldingsTable {
  const one = (sql: string, fileId: FileId) => {
    const row = database.prepare(sql).get(fileId) as unknown as Row | undefined;
    return row ? holdingOf(row) : null;
  };

  function own(fileId: FileId): Holding | null {
    return one('SELECT * FROM holdings WHERE file_id = ?', fileId);
  }

  function shared(fileId: FileId): Holding | null {
    return one(
      "SELECT *, 'shared' AS place FROM shared_copies WHERE file_id = ? AND stale = 0 LIMIT 1",
      fileId,
    );
  }

  /** Page by page, so that rows may change while a caller walks. */
  function* walk(sql: string): Generator<Holding> {
    for (let after = ''; ; ) {
      const rows = database.prepare(sql).all(after) as unknown as Row[];
      for (const row of rows) yield holdingOf(row);
      const last = rows.at(-1);
      if (!last) return;
      after = last.file_id;
    }
  }

  return {
    own,
    any: (fileId) => own(fileId) ?? shared(fileId),
    *list() {
      yield* walk(OWN);
      yield* walk(ONLY_SHARED);
    },
    usage() {
      const row = database.prepare(USAGE).get() as { files: number; bytes: number };
      return { files: row.files, bytes: row.bytes };
    },
    ownBytes: () =>
      Number(database.prepare('SELECT coalesce(sum(size), 0) AS bytes FROM holdings').get()?.bytes),
    bytes(fileId) {
      const row = database.prepare('SELECT bytes FROM inline_bytes WHERE file_id = ?').get(fileId);
      return (row?.bytes as Uint8Array | undefined) ?? null;
    },
    digests(holding, first, count) {
      if (chunkCount(holding.size) <= 1) return holding.sha256.subarray(0, count * DIGEST_BYTES);
      const row = database
        .prepare('SELECT substr(digests, ?, ?) AS part FROM chunk_digests WHERE file_id = ?')
        .get(first * DIGEST_BYTES + 1, count * DIGEST_BYTES, holding.fileId);
      return (row?.part as Uint8Array | undefined) ?? new Uint8Array();
    },
    insert(holding, content, bytes) {
      const { fileId, size, root, sha256, place, createTimeMs } = holding;
      database
        .prepare('INSERT OR REPLACE INTO holdings VALUES (?, ?, ?, ?, ?, ?)')
        .run(fileId, size, root, sha256, place, createTimeMs);
      if (bytes) database.prepare('INSERT OR REPLACE INTO inline_bytes VALUES (?, ?)').run(fileId, bytes);
      insertDigests(database, content);
    },
    touch(fileId, createTimeMs, bytes) {
      database.prepare('UPDATE holdings SET create_time_ms = ? WHERE file_id = ?').run(createTimeMs, fileId);
      if (bytes) database.prepare('UPDATE inline_bytes SET bytes = ? WHERE file_id = ?').run(bytes, fileId);
    },
    delete(fileId) {
      database.prepare('DELETE FROM holdings WHERE file_id = ?').run(fileId);
      database.prepare('DELETE FROM inline_bytes WHERE file_id = ?').run(fileId);
      deleteUnusedDigests(database, fileId);
    },
  };
}

/** Call inside `database.commit`. */
export function insertDigests(database: Database, content: Content): void {
  if (chunkCount(content.size) <= 1) return;
  database.prepare('INSERT OR REPLACE INTO chunk_digests VALUES (?, ?)').run(content.fileId, content.digests);
}

/** Call inside `database.commit`. An own and a shared copy of one file use the same digests. */
export function deleteUnusedDigests(database: Database, fileId: FileId): void {
  database
    .prepare(
      `DELETE FROM chunk_digests WHERE file_id = ?1
       AND NOT EXISTS (SELECT 1 FROM holdings WHERE file_id = ?1)
       AND NOT EXISTS (SELECT 1 FROM shared_copies WHERE file_id = ?1)`,
    )
    .run(fileId);
}

function holdingOf(row: Row): Holding {
  return {
    fileId: row.file_id as FileId,
    size: row.size,
    root: row.root,
    sha256: row.sha256,
    place: row.place as Holding['place'],
    createTimeMs: row.create_time_ms,
  };
}
