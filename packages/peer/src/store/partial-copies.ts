// Copies that are not whole yet: a file in partial/ of the length that the copy will have, and a row with the digests and
// with which chunks are there. Chunks come verified and in any order. The row is written after a sync, so what it says
// survives a crash and needs no second hash; what came after it is fetched again.
import { join } from 'node:path';
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES, chunkCount, DIGEST_BYTES } from './chunk.ts';
import { type ChunkSet, createChunkSet } from './chunk-set.ts';
import type { DiskFile } from './disk.ts';
import { type Alongside, keepBlob } from './keep-content.ts';
import { createPartialTable } from './partial-table.ts';
import { readCopy } from './read-copy.ts';
import { isMissing, storageError } from './storage-error.ts';
import type { Holding, PartialCopies, PartialCopy, PartialFile, ReadOptions } from './store.ts';
import type { StoreParts } from './store-parts.ts';
import type { TempFile } from './temp-file.ts';

/** Chunks after which what is there is synced and written down. */
export const CHECKPOINT_CHUNKS = 64;
/** What nobody has gone on with for so long goes. */
const ABANDONED_MS = 7 * 24 * 3_600_000;

export interface PartialParts extends StoreParts {
  readonly folder: string;
}

interface Open extends PartialCopy {
  readChunks(
    first: number,
    count: number,
    signal: AbortSignal,
    options: ReadOptions,
  ): AsyncIterable<Uint8Array>;
}

export async function openPartialCopies(parts: PartialParts): Promise<PartialCopies> {
  const table = createPartialTable(parts.database);
  const folder = join(parts.folder, 'partial');
  const open = new Map<FileId, Open>();
  await sweep();

  /** A row without its file is nothing, and a file without its row tells nothing. */
  async function sweep(): Promise<void> {
    const files = await parts.disk.list(folder);
    const oldestMs = parts.system.nowMs() - ABANDONED_MS;
    for (const { fileId, touchTimeMs } of table.list()) {
      if (files.has(fileId) && touchTimeMs >= oldestMs) files.delete(fileId);
      else await parts.database.commit(() => table.delete(fileId));
    }
    for (const name of files.keys()) await parts.disk.remove(join(folder, name));
  }

  async function start(file: PartialFile): Promise<Open> {
    const { fileId } = file;
    const path = join(folder, fileId);
    const claim = await parts.room.claim(file.size);
    try {
      const disk = await parts.disk.modify(path);
      const chunks = await chunksOf(file, disk);
      if (chunks.size === 0) await parts.disk.syncFolder(folder);
      return partialCopy({ parts, table, file, path, disk, chunks, ended: () => end(fileId, claim) });
    } catch (error) {
      claim.release();
      throw storageError(error);
    }
  }

  /** What the row says, as far as the file is as long as that. */
  async function chunksOf({ fileId, size: fileSize }: PartialFile, disk: DiskFile): Promise<ChunkSet> {
    const total = chunkCount(fileSize);
    const chunks = createChunkSet(total, table.get(fileId)?.chunks);
    let last = total - 1;
    while (last >= 0 && !chunks.has(last)) last -= 1;
    const { size } = await disk.stat();
    return size >= Math.min(fileSize, (last + 1) * CHUNK_BYTES) ? chunks : createChunkSet(total);
  }

  function end(fileId: FileId, claim: { release(): void }): void {
    open.delete(fileId);
    claim.release();
  }

  return {
    async open(file) {
      const partial = await start(file);
      open.set(file.fileId, partial);
      return partial;
    },
    get: (fileId) => open.get(fileId) ?? null,
    list: () => table.list().map(({ fileId }) => fileId),
    async remove(fileId) {
      if (open.has(fileId)) return;
      await parts.database.commit(() => table.delete(fileId));
      await parts.disk.remove(join(folder, fileId)).catch(() => undefined);
    },
    read: (fileId, first, count, signal, options = {}) =>
      open.get(fileId)?.readChunks(first, count, signal, options) ?? null,
  };
}

function partialCopy(deps: {
  parts: PartialParts;
  table: ReturnType<typeof createPartialTable>;
  file: PartialFile;
  path: string;
  disk: DiskFile;
  chunks: ChunkSet;
  ended: () => void;
}): Open {
  const { parts, table, file, path, disk, chunks } = deps;
  const { fileId, size, digests } = file;
  let fresh = 0;
  let noting: Promise<void> = Promise.resolve();
  let closed: Promise<void> | null = null;

  async function note(): Promise<void> {
    // Taken before the sync: what is written meanwhile may not be covered by it.
    const there = chunks.bytes();
    await disk.sync();
    await parts.database.commit(() => table.put(file, there, parts.system.nowMs()));
  }

  function close(): Promise<void> {
    closed ??= (async () => {
      deps.ended();
      await noting.catch(() => undefined);
      await disk.close();
    })();
    return closed;
  }

  async function discard(): Promise<void> {
    await close();
    await parts.database.commit(() => table.delete(fileId));
    await parts.disk.remove(path).catch((error) => {
      if (!isMissing(error)) throw storageError(error);
    });
  }

  /** As the store takes in what was uploaded. */
  const whole: TempFile = {
    path,
    write: async () => undefined,
    async sync() {
      await noting;
      await disk.sync();
    },
    discard,
  };

  return {
    ...{ fileId, size, digests },
    chunks,
    async write(index, bytes) {
      try {
        await disk.writeAt(bytes, index * CHUNK_BYTES);
        chunks.add(index);
        parts.pool.giveBack(bytes);
        fresh += 1;
        if (fresh < CHECKPOINT_CHUNKS) return;
        fresh = 0;
        noting = noting.then(note);
        noting.catch(() => undefined);
      } catch (error) {
        throw storageError(error);
      }
    },
    async checkpoint() {
      fresh = 0;
      noting = noting.then(note);
      await noting.catch((error) => {
        throw storageError(error);
      });
    },
    async finish(alongside?: Alongside): Promise<Holding> {
      const content = { fileId, size, root: file.root, sha256: new Uint8Array(), digests };
      try {
        // The open file stays readable while it is renamed: others may be fetching from it.
        return await keepBlob(parts, content, whole, (holding) => {
          table.delete(fileId);
          alongside?.(holding);
        });
      } catch (error) {
        throw storageError(error);
      } finally {
        await close();
      }
    },
    close,
    discard,
    readChunks(first, count, signal, { unchecked = false }) {
      const source = {
        read: async (target: Uint8Array, position: number) =>
          (await disk.read(target, position)) === target.length,
        close: async () => undefined,
      };
      const length = Math.min(size, (first + count) * CHUNK_BYTES) - first * CHUNK_BYTES;
      const range = {
        offset: first * CHUNK_BYTES,
        length,
        unchecked,
        reads: parts.reads,
        take: parts.pool.take,
      };
      const part = digests.subarray(first * DIGEST_BYTES, (first + count) * DIGEST_BYTES);
      return readCopy(source, { holding: { fileId, size }, digests: part, ...range }, signal);
    },
  };
}
