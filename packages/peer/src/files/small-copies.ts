// Copies of small files, many in one message: kept with one commit, read back with one answer.
import { AcordeError } from '@acorde/protocol';
import type { FileId, SignedRecord } from '../records/record.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import type { FileDeps } from './file-deps.ts';

/** Files in one batch. */
export const BATCH_FILES_MAX = 256;
/** Bytes in one batch. */
export const BATCH_BYTES_MAX = 1024 * 1024;

/** A small file, whole. */
export interface SmallCopy {
  readonly fileId: FileId;
  readonly data: Uint8Array;
}

/** Keeps a file that is here whole. `alongside` runs in the commit that makes it visible, when it is new.
 * Errors: CONTENT_CORRUPT, DISK_FULL, INTERNAL. */
export async function keepSmall(
  { store }: Pick<FileDeps, 'store'>,
  { fileId, data }: SmallCopy,
  alongside?: () => void,
): Promise<void> {
  const upload = await store.createUpload(data.length);
  try {
    await upload.write(data);
    await upload.finish(fileId, alongside);
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

/** Takes copies from another peer; resolves with the signed holder records of those that are durable now. A copy that is
 * not what it is said to be, or for which there is no room, has none. Errors: INVALID_ARGUMENT. */
export async function storeSmall(deps: FileDeps, copies: readonly SmallCopy[]): Promise<SignedRecord[]> {
  checkBatch(copies);
  const transfer = deps.transfers.start('replicate', {
    name: namedBatch(copies.length),
    size: bytesOf(copies),
  });
  const kept = await Promise.all(
    copies.map(async (copy) => {
      const { fileId } = copy;
      const size = copy.data.length;
      try {
        await keepSmall(deps, copy, () =>
          deps.facts.append({ type: 'file_replicated', fileId, size, repair: false }),
        );
        transfer.moved(size);
        return deps.records.signHolder({ fileId, complete: true, shared: false, gone: false });
      } catch (error) {
        deps.log.warn({ fileId, error }, 'a copy of a batch is refused');
        return null;
      }
    }),
  );
  const holders = kept.filter((holder) => holder !== null);
  transfer.end(holders.length === copies.length ? 'done' : 'failed');
  return holders;
}

/** The copies that are here, in order, as many as fit into one answer. Errors: INVALID_ARGUMENT. */
export async function readSmall(
  { store }: Pick<FileDeps, 'store'>,
  fileIds: readonly FileId[],
): Promise<SmallCopy[]> {
  if (fileIds.length > BATCH_FILES_MAX) throw invalid(`at most ${BATCH_FILES_MAX} files at once`);
  const copies: SmallCopy[] = [];
  let bytes = 0;
  for (const fileId of fileIds) {
    const size = store.get(fileId)?.size ?? Number.POSITIVE_INFINITY;
    if (size > INLINE_BYTES_MAX) continue;
    bytes += size;
    if (bytes > BATCH_BYTES_MAX) break;
    const data = await readWhole(store, fileId, size).catch(() => null);
    if (data) copies.push({ fileId, data });
  }
  return copies;
}

/** All bytes of a copy, verified; for small ones. Errors: those of Store.read. */
export async function readWhole(store: FileDeps['store'], fileId: FileId, size: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(fileId, 0, size)) pieces.push(piece);
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}

/** Errors: INVALID_ARGUMENT. */
export function checkBatch(files: readonly { readonly data: Uint8Array }[]): void {
  if (files.length > BATCH_FILES_MAX) throw invalid(`at most ${BATCH_FILES_MAX} files at once`);
  if (bytesOf(files) > BATCH_BYTES_MAX) throw invalid(`at most ${BATCH_BYTES_MAX} bytes at once`);
}

export function bytesOf(files: readonly { readonly data: Uint8Array }[]): number {
  return files.reduce((sum, { data }) => sum + data.length, 0);
}

/** How a batch is called where a file would have its name. */
export function namedBatch(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
