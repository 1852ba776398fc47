// The store: copies in the database when small, in blobs/ when large, in place when shared. On the way in the row comes
// last, on the way out it goes first; see keep-content.ts for why.
import type { FileId } from '../records/record.ts';
import type { System } from '../system.ts';
import { createBlobFolder } from './blob-folder.ts';
import { type BufferPool, createBufferPool } from './buffer-pool.ts';
import { chunkCount, FILE_BYTES_MAX } from './chunk.ts';
import type { Database } from './database.ts';
import { type Disk, realDisk } from './disk.ts';
import { createHoldingsTable, STORE_SCHEMA } from './holdings-table.ts';
import { keepBlob, keepInline } from './keep-content.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { createLosses, type Losses } from './losses.ts';
import { openPartialCopies } from './partial-copies.ts';
import { createReadGate } from './read-gate.ts';
import { notFound, readHolding } from './read-holding.ts';
import { recoverBlobs } from './recover-blobs.ts';
import { createRoom } from './room.ts';
import { createSharedCopies } from './shared-copies.ts';
import { isMissing } from './storage-error.ts';
import type { Holding, PartialCopies, SharedCopies, Store, Upload } from './store.ts';
import type { StoreLog, StoreParts } from './store-parts.ts';
import { createUpload, tooLarge } from './upload.ts';

export interface StoreDeps {
  readonly database: Database;
  /** The peer's data folder; `tmp`, `blobs` and `quarantine` are made inside it. */
  readonly folder: string;
  /** One of its own unless given. */
  readonly pool?: BufferPool | undefined;
  readonly system: System;
  readonly log: StoreLog;
  readonly disk?: Disk | undefined;
  /** The most bytes that copies of its own may have; no limit unless given. */
  readonly quotaBytes?: number | undefined;
}

export interface OpenStore {
  readonly store: Store;
  readonly shared: SharedCopies;
  readonly partials: PartialCopies;
  readonly losses: Losses;
  readonly quotaBytes: number | undefined;
}

/** Creates the tables and folders, puts right what a crash left, and opens the store. */
export async function openStore(deps: StoreDeps): Promise<OpenStore> {
  const { database, system, log, quotaBytes, disk = realDisk, pool = createBufferPool() } = deps;
  database.exec(STORE_SCHEMA);
  const blobs = createBlobFolder(disk, system, deps.folder);
  const table = createHoldingsTable(database);
  const parts: StoreParts = {
    database,
    disk,
    pool,
    reads: createReadGate(),
    system,
    log,
    blobs,
    table,
    room: createRoom({ ownBytes: table.ownBytes, freeBytes: blobs.freeBytes, quotaBytes, system }),
    shared: createSharedCopies(database, system),
    lock: createKeyedLock(),
    losses: createLosses(),
  };
  await recoverBlobs(parts);
  const partials = await openPartialCopies({ ...parts, folder: deps.folder });
  return { store: createStore(parts), shared: parts.shared, partials, losses: parts.losses, quotaBytes };
}

function createStore(parts: StoreParts): Store {
  const { table } = parts;
  return {
    get: table.any,
    list: table.list,
    usage: table.usage,
    createUpload: (size, whole) => startUpload(parts, size, whole),
    read: (fileId, offset, length, signal, options = {}) =>
      readHolding(parts, fileId, { offset, length, ...options }, signal),
    digests(fileId) {
      const holding = table.any(fileId);
      if (!holding) throw notFound(fileId);
      return table.digests(holding, 0, chunkCount(holding.size));
    },
    remove: (fileId, seen) => removeCopy(parts, fileId, seen),
  };
}

async function startUpload(
  parts: StoreParts,
  size: number | undefined,
  whole: boolean | undefined,
): Promise<Upload> {
  if (size !== undefined && size > FILE_BYTES_MAX) throw tooLarge();
  const claim = await parts.room.claim(size);
  return createUpload({
    claim,
    whole,
    createTemp: () => parts.blobs.createTemp(parts.pool.giveBack),
    keep: (content, bytes, alongside) =>
      bytes instanceof Uint8Array
        ? keepInline(parts, content, bytes, alongside)
        : keepBlob(parts, content, bytes, alongside),
  });
}

function removeCopy(parts: StoreParts, fileId: FileId, seen: Holding | undefined): Promise<void> {
  const { table, database, blobs, lock, log } = parts;
  return lock.run(fileId, async () => {
    const own = table.own(fileId);
    if (!own || (seen && seen.createTimeMs !== own.createTimeMs)) return;
    await database.commit(() => table.delete(fileId));
    if (own.place !== 'blob') return;
    await blobs.remove(fileId).catch((error) => {
      if (!isMissing(error)) log.warn({ fileId, error }, 'the file of a removed copy is still on the disk');
    });
  });
}
