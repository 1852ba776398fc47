// Reading a range of whatever copy this peer has. A copy that turns out to be wrong or missing is dropped at once: a
// holder that cannot serve must not count as one.
import { AcordeError } from '@acorde/protocol';
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES } from './chunk.ts';
import { type OpenCopy, openCopy } from './open-copy.ts';
import { readCopy } from './read-copy.ts';
import { isMissing, isUnreadable, storageError } from './storage-error.ts';
import type { Holding, SharedCopy } from './store.ts';
import type { StoreParts } from './store-parts.ts';

/** See Store.read. */
export async function* readHolding(
  parts: StoreParts,
  fileId: FileId,
  range: { offset: number; length: number; unchecked?: boolean },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const holding = parts.table.any(fileId);
  if (!holding) throw notFound(fileId);
  checkRange(holding, range.offset, range.length);
  if (range.length === 0) return;
  const first = Math.floor(range.offset / CHUNK_BYTES);
  const count = Math.ceil((range.offset + range.length) / CHUNK_BYTES) - first;
  const digests = parts.table.digests(holding, first, count);
  const copy = await open(parts, holding);
  try {
    const unchecked = range.unchecked === true && holding.place === 'blob';
    yield* readCopy(
      copy,
      { holding, ...range, unchecked, digests, reads: parts.reads, take: parts.pool.take },
      signal,
    );
  } catch (error) {
    const failure = isUnreadable(error) ? unreadable(fileId, error) : storageError(error);
    if (failure.code === 'CONTENT_CORRUPT') await drop(parts, holding, copy.shared);
    throw failure;
  } finally {
    await copy.close();
  }
}

async function open(parts: StoreParts, holding: Holding): Promise<OpenCopy> {
  const copy = await openCopy(parts, holding, (stale) => drop(parts, holding, stale)).catch((error) => {
    if (isMissing(error)) return null;
    throw storageError(error);
  });
  if (copy) return copy;
  if (holding.place !== 'shared') await drop(parts, holding, null);
  throw notFound(holding.fileId);
}

/** Forgets a copy that cannot be read, puts its bytes aside, and tells. */
async function drop(parts: StoreParts, lost: Holding, shared: SharedCopy | null): Promise<void> {
  const { table, database, blobs, lock, log, losses } = parts;
  log.warn({ fileId: lost.fileId, place: lost.place, path: shared?.path }, 'a copy is lost');
  await lock.run(lost.fileId, async () => {
    if (shared) return database.commit(() => parts.shared.mark(shared.path, 'stale'));
    // Somebody may have stored the content anew while this one was read.
    if (table.own(lost.fileId)?.createTimeMs !== lost.createTimeMs) return;
    await database.commit(() => table.delete(lost.fileId));
    if (lost.place === 'blob') await blobs.quarantine(lost.fileId).catch(() => undefined);
  });
  losses.report(lost);
}

function unreadable(fileId: FileId, cause: unknown): AcordeError {
  return new AcordeError('CONTENT_CORRUPT', `the disk cannot read file ${fileId} back`, { cause });
}

export function notFound(fileId: FileId): AcordeError {
  return new AcordeError('FILE_NOT_FOUND', `this peer has no copy of ${fileId}`);
}

function checkRange(holding: Holding, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (whole && offset >= 0 && length >= 0 && offset + length <= holding.size) return;
  throw new AcordeError(
    'RANGE_NOT_SATISFIABLE',
    `the range lies outside the ${holding.size} bytes of the file`,
  );
}
