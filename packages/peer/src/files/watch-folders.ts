// Hears of changes in folders as they happen, so that a shared folder need not be read all the time. It only wakes: what
// has changed is found out by reading, and what is missed (a folder too many, a file system that tells nothing) is found
// by the next regular look.
import { type FSWatcher, watch } from 'node:fs';

/** Folders watched at once; each costs the kernel a little memory, and there are limits to what a user may have. */
export const FOLDERS_MAX = 4_096;

export interface FolderWatch {
  /** Watches a folder too. */
  add(folder: string): void;
  /** Watches these folders and no others. */
  keep(folders: Iterable<string>): void;
  /** Resolves with the next change, or at once when there was one since the last call; never rejects. */
  changed(): Promise<void>;
  stop(): void;
}

export function createFolderWatch(foldersMax = FOLDERS_MAX): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let isDirty = false;
  let waiting: (() => void)[] = [];

  function wake(): void {
    isDirty = waiting.length === 0;
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  }

  function open(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, wake);
      // The folder is gone, or may not be watched any more.
      watcher.on('error', () => {
        close(folder);
        wake();
      });
      watchers.set(folder, watcher);
    } catch {
      // Without a watcher the folder is looked at from time to time.
    }
  }

  function close(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function add(folder: string): void {
    if (watchers.size < foldersMax && !watchers.has(folder)) open(folder);
  }

  return {
    add,
    keep(folders) {
      const wanted = new Set(folders);
      for (const folder of watchers.keys()) if (!wanted.has(folder)) close(folder);
      for (const folder of wanted) add(folder);
    },
    changed() {
      if (isDirty) {
        isDirty = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    stop() {
      for (const folder of [...watchers.keys()]) close(folder);
      wake();
    },
  };
}
