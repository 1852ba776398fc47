import type { FileId } from '../records/record.ts';
import type { System } from '../system.ts';
import type { Database } from './database.ts';
import { deleteUnusedDigests, insertDigests } from './holdings-table.ts';
import type { SharedCopies, SharedCopy } from './store.ts';

interface Row {
  path: string;
  file_id: string;
  size: number;
  mtime_ns: string;
  entry_id: string | null;
  stale: number;
  published: number;
}

/** The rows of the files that are served in place. Their digests share a table with the store's own copies. */
export function createSharedCopies(database: Database, system: System): SharedCopies {
  function byPath(path: string): SharedCopy | null {
    const row = database.prepare('SELECT * FROM shared_copies WHERE path = ?').get(path);
    return row ? copyOf(row as unknown as Row) : null;
  }

  function deleteRow(path: string): void {
    const copy = byPath(path);
    if (!copy) return;
    database.prepare('DELETE FROM shared_copies WHERE path = ?').run(path);
    deleteUnusedDigests(database, copy.fileId);
  }

  return {
    put(copy, content) {
      deleteRow(copy.path);
      database
        .prepare('INSERT INTO shared_copies VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)')
        .run(
          copy.path,
          copy.fileId,
          copy.size,
          String(copy.mtimeNs),
          content.root,
          content.sha256,
          copy.entryId,
          system.nowMs(),
        );
      insertDigests(database, content);
    },
    delete: deleteRow,
    mark(path, state) {
      database.prepare(`UPDATE shared_copies SET ${state} = 1 WHERE path = ?`).run(path);
    },
    byPath,
    byFile(fileId) {
      const rows = database
        .prepare('SELECT * FROM shared_copies WHERE file_id = ? AND stale = 0 ORDER BY path')
        .all(fileId);
      return (rows as unknown as Row[]).map(copyOf);
    },
    *list() {
      const page = database.prepare('SELECT * FROM shared_copies WHERE path > ? ORDER BY path LIMIT 256');
      for (let after = ''; ; ) {
        const rows = page.all(after) as unknown as Row[];
        for (const row of rows) yield copyOf(row);
        const last = rows.at(-1);
        if (!last) return;
        after = last.path;
      }
    },
  };
}

function copyOf(row: Row): SharedCopy {
  return {
    path: row.path,
    fileId: row.file_id as FileId,
    size: row.size,
    mtimeNs: BigInt(row.mtime_ns),
    entryId: row.entry_id,
    stale: row.stale === 1,
    published: row.published === 1,
  };
}
