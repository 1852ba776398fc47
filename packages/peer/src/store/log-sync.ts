// Makes what SQLite has appended to its write-ahead log durable, without the event loop standing still for it. SQLite
// itself syncs inside COMMIT, on the thread that calls it: a peer then does nothing else for milliseconds, several times
// for each small file. Here a commit appends without a sync (synchronous = NORMAL), and one fdatasync of the log, on
// another thread, covers every commit before it; those that come meanwhile share the next one. Checkpoints go on being
// synced by SQLite, log first. Source: sqlite.org/wal.html, section 3.
import { close, closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LogSync {
  /** Resolves when everything appended before the call is on the disk. */
  sync(): Promise<void>;
  /** The same, at once. */
  syncNow(): void;
  close(): void;
}

/** Of the log beside the database at `path`, which must be there. Its name is made durable, too. */
export function openLogSync(path: string): LogSync {
  const log = openSync(`${path}-wal`, 'r+');
  fdatasyncSync(log);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(log, (error) => (error ? reject(error) : resolve()));
      }),
    syncNow: () => fdatasyncSync(log),
    close: () => close(log, () => undefined),
  };
}

/** Of a database in memory: there is nothing to lose. */
export const nothingToSync: LogSync = {
  sync: async () => undefined,
  syncNow: () => undefined,
  close: () => undefined,
};
