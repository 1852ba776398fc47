// The peer's index: one SQLite database in WAL mode with full synchronous commits. A durable commit costs an fsync
// of about 2 ms, so writes are gathered: all that are asked for in one turn of the event loop share a transaction
// (group commit), and each caller is told only after the fsync.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AcordeError } from '@acorde/protocol';
import { isDatabaseDiskError, storageError } from './storage-error.ts';

export interface Database {
  /** Runs `change` inside the next group commit; resolves with its result once that is durable.
   * When `change` throws, only its own effects are rolled back, and the promise rejects with its error; a full or
   * failing disk is DISK_FULL or INTERNAL. After `close` it rejects with BUSY. */
  commit<T>(change: () => T): Promise<T>;
  /** A prepared statement, kept for the next call with the same text. */
  prepare(sql: string): StatementSync;
  /** Runs statements at once, outside any group: for schemas at start. */
  exec(sql: string): void;
  /** Commits what is pending and closes. */
  close(): void;
}

interface Pending {
  run(): () => void;
  fail(error: unknown): void;
}

/** Opens or creates the database. `path` may be ':memory:'. */
export function openDatabase(path: string): Database {
  const db = new DatabaseSync(path, { timeout: 5000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;');
  const statements = new Map<string, StatementSync>();
  let pending: Pending[] = [];
  let scheduled = false;
  let open = true;

  function runOne(work: Pending): (() => void) | null {
    db.exec('SAVEPOINT one');
    try {
      const settle = work.run();
      db.exec('RELEASE one');
      return settle;
    } catch (error) {
      // A full disk ends the whole transaction by itself: the group fails together.
      if (!db.isTransaction) throw error;
      db.exec('ROLLBACK TO one; RELEASE one');
      work.fail(isDatabaseDiskError(error) ? storageError(error) : error);
      return null;
    }
  }

  function flush(): void {
    scheduled = false;
    const group = pending;
    pending = [];
    if (group.length === 0) return;
    let settles: (() => void)[] = [];
    try {
      db.exec('BEGIN IMMEDIATE');
      settles = group.map(runOne).filter((settle) => settle !== null);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      const failure = isDatabaseDiskError(error) ? storageError(error) : error;
      for (const work of group) work.fail(failure);
      return;
    }
    for (const settle of settles) settle();
  }

  return {
    commit<T>(change: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (!open) return reject(new AcordeError('BUSY', 'this peer is stopping'));
        pending.push({
          run() {
            const result = change();
            return () => resolve(result);
          },
          fail: reject,
        });
        if (scheduled) return;
        scheduled = true;
        setImmediate(flush);
      });
    },
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = db.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    exec: (sql) => db.exec(sql),
    close() {
      if (!open) return;
      open = false;
      flush();
      db.close();
    },
  };
}
