import type { System } from '../system.ts';
import type { BlobFolder } from './blob-folder.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { Database } from './database.ts';
import type { Disk } from './disk.ts';
import type { HoldingsTable } from './holdings-table.ts';
import type { KeyedLock } from './keyed-lock.ts';
import type { Losses } from './losses.ts';
import type { ReadGate } from './read-gate.ts';
import type { Room } from './room.ts';
import type { SharedCopies } from './store.ts';

/** What the store says to the log; a pino logger is one. */
export interface StoreLog {
  warn(details: object, message: string): void;
}

/** What the parts of the store share. */
export interface StoreParts {
  readonly database: Database;
  readonly disk: Disk;
  readonly blobs: BlobFolder;
  readonly table: HoldingsTable;
  readonly shared: SharedCopies;
  /** By file: the two steps of one change, on the disk and in the table, never mix with those of another. */
  readonly lock: KeyedLock;
  readonly losses: Losses;
  readonly room: Room;
  /** Chunks are read into its buffers; what has been written goes back to it. */
  readonly pool: BufferPool;
  readonly reads: ReadGate;
  readonly system: System;
  readonly log: StoreLog;
}
