import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem, type System } from '../../system.ts';
import { type Database, openDatabase } from '../database.ts';
import { type Disk, type DiskFile, realDisk } from '../disk.ts';
import { type OpenStore, openStore } from '../open-store.ts';

/** A store in a folder of its own that can be closed and opened again, as by a restart. */
export interface TempStore extends OpenStore {
  readonly folder: string;
  readonly database: Database;
  /** Closes the database, without any other farewell, and opens the same folder again. */
  restart(): Promise<TempStore>;
  destroy(): Promise<void>;
}

export interface TempStoreOptions {
  readonly folder?: string;
  readonly disk?: Disk;
  readonly system?: System;
  readonly quotaBytes?: number;
}

export async function createTempStore(options: TempStoreOptions = {}): Promise<TempStore> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'acorde-store-')));
  const database = openDatabase(join(folder, 'peer.db'));
  const system = options.system ?? realSystem;
  const log = { warn: () => undefined };
  const { disk, closeAll } = closing(options.disk ?? realDisk);
  const open = await openStore({
    ...{ database, folder, system, log, disk },
    quotaBytes: options.quotaBytes,
  });
  return {
    ...open,
    folder,
    database,
    async restart() {
      database.close();
      await closeAll();
      return createTempStore({ ...options, folder });
    },
    async destroy() {
      database.close();
      await closeAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The system closes the files of a process that dies; here the test goes on living. */
function closing(disk: Disk): { disk: Disk; closeAll(): Promise<void> } {
  const files = new Set<DiskFile>();
  return {
    disk: {
      ...disk,
      async modify(path) {
        const file = await disk.modify(path);
        files.add(file);
        return file;
      },
    },
    async closeAll() {
      await Promise.allSettled([...files].map((file) => file.close()));
      files.clear();
    },
  };
}
