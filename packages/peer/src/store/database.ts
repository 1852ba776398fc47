// The peer's index: one SQLite database in WAL mode. A durable commit costs an fsync of some milliseconds, so writes are
// gathered: all that are asked for in one turn of the event loop share a transaction (group commit), all transactions
// that end while the disk syncs share the next sync, and each caller is told only after the sync that covers it. What is
// committed can be read before that; nobody is answered before that, since every answer awaits a commit of its own.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AcordeError } from '@acorde/protocol';
import { createDurableQueue, type Waiting } from './durable-queue.ts';
import { type LogSync, nothingToSync, openLogSync } from './log-sync.ts';
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

export interface DatabaseOptions {
  /** Makes the log durable; that of the file unless given. */
  readonly log?: LogSync | undefined;
}

/** Opens or creates the database. `path` may be ':memory:'. */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const db = new DatabaseSync(path, { timeout: 5000 });
  const log = options.log ?? openLog(db, path);
  const durable = createDurableQueue(log);
  const statements = new Map<string, StatementSync>();
  let pending: Pending[] = [];
  let scheduled = false;
  let open = true;

  function runOne(work: Pending): Waiting | null {
    db.exec('SAVEPOINT one');
    try {
      const settle = work.run();
      db.exec('RELEASE one');
      return { settle, fail: work.fail };
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
    let committed: Waiting[] = [];
    try {
      durable.check();
      db.exec('BEGIN IMMEDIATE');
      committed = group.map(runOne).filter((waiting) => waiting !== null);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      const failure = isDatabaseDiskError(error) ? storageError(error) : error;
      for (const work of group) work.fail(failure);
      return;
    }
    durable.add(committed);
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
      durable.end();
      log.close();
      db.close();
    },
  };
}

function openLog(db: DatabaseSync, path: string): LogSync {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;');
  if (path === ':memory:') return nothingToSync;
  // The first write makes the log.
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  db.exec(`PRAGMA user_version = ${version}; PRAGMA synchronous = NORMAL;`);
  return openLogSync(path);
}
