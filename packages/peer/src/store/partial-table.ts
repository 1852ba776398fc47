import type { FileId } from '../records/record.ts';
import type { Database } from './database.ts';
import type { PartialFile } from './store.ts';

/** The rows of the copies that are not whole yet. */
export interface PartialTable {
  /** Which chunks are on the disk for certain. */
  get(fileId: FileId): { chunks: Uint8Array } | null;
  list(): { fileId: FileId; touchTimeMs: number }[];
  /** Call inside `database.commit`, as the one below. */
  put(file: PartialFile, chunks: Uint8Array, touchTimeMs: number): void;
  delete(fileId: FileId): void;
}

/** Makes the table when it is missing. */
export function createPartialTable(database: Database): PartialTable {
  database.exec(`CREATE TABLE IF NOT EXISTS partial_copies (
    file_id TEXT PRIMARY KEY, chunks BLOB NOT NULL, touch_time_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
  return {
    get(fileId) {
      const row = database.prepare('SELECT chunks FROM partial_copies WHERE file_id = ?').get(fileId);
      return row ? { chunks: row.chunks as Uint8Array } : null;
    },
    list: () =>
      database
        .prepare('SELECT file_id, touch_time_ms FROM partial_copies ORDER BY file_id')
        .all()
        .map((row) => ({ fileId: row.file_id as FileId, touchTimeMs: row.touch_time_ms as number })),
    put({ fileId }, chunks, touchTimeMs) {
      database
        .prepare('INSERT OR REPLACE INTO partial_copies VALUES (?, ?, ?)')
        .run(fileId, chunks, touchTimeMs);
    },
    delete(fileId) {
      database.prepare('DELETE FROM partial_copies WHERE file_id = ?').run(fileId);
    },
  };
}
