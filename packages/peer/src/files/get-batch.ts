// Many small files in one answer, in the order asked for. What lies here is read here; the rest comes from its holders,
// many files in one message.
import { AcordeError } from '@acorde/protocol';
import type { FileFacts, FileId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { type FetchSmallDeps, fetchSmall, isSmall, toldSize } from './fetch-small.ts';
import type { BatchFile } from './file-service.ts';
import { get } from './get.ts';
import { readWhole } from './small-copies.ts';

/** Files in one request. */
export const GET_FILES_MAX = 1000;
/** Files looked up and fetched together. */
const WINDOW = 128;
/** The largest file of a batch. */
const FILE_BYTES_MAX = CHUNK_BYTES;

/** See FileBatches.get. */
export async function* getBatch(
  deps: FetchSmallDeps,
  fileIds: readonly FileId[],
  signal: AbortSignal,
): AsyncGenerator<BatchFile> {
  if (fileIds.length > GET_FILES_MAX)
    throw new AcordeError('INVALID_ARGUMENT', `at most ${GET_FILES_MAX} files at once`);
  const transfer = deps.transfers.start('get', { name: `${fileIds.length} files` });
  const either = AbortSignal.any([signal, transfer.signal]);
  try {
    for (let at = 0; at < fileIds.length; at += WINDOW) {
      for (const file of await window(deps, fileIds.slice(at, at + WINDOW), either)) {
        if ('data' in file) transfer.moved(file.data.length);
        yield file;
      }
    }
    transfer.end('done');
  } finally {
    transfer.end('cancelled');
  }
}

async function window(
  deps: FetchSmallDeps,
  fileIds: readonly FileId[],
  signal: AbortSignal,
): Promise<BatchFile[]> {
  const found = await Promise.all(fileIds.map((fileId) => look(deps, fileId, signal)));
  const elsewhere = found.flatMap((one) => ('facts' in one && isSmall(one.facts) ? [one.facts] : []));
  const fetched = await fetchSmall(deps, elsewhere, signal);
  return Promise.all(
    found.map(async (one) => {
      if (!('facts' in one)) return one;
      const data = fetched.get(one.fileId);
      return data ? { fileId: one.fileId, data } : alone(deps, one.facts, signal);
    }),
  );
}

type Looked = BatchFile | { readonly fileId: FileId; readonly facts: FileFacts };

/** The bytes of a copy that lies here, or what is known of the file. */
async function look(deps: FetchSmallDeps, fileId: FileId, signal: AbortSignal): Promise<Looked> {
  try {
    const here = deps.store.get(fileId);
    const facts = (here && (await deps.keptFacts?.(fileId))) ?? (await deps.records.facts(fileId, signal));
    if (facts.entries.length === 0)
      throw new AcordeError('FILE_NOT_FOUND', `nobody shares the file ${fileId}`);
    const size = here?.size ?? toldSize(facts) ?? 0;
    if (size > FILE_BYTES_MAX) throw tooLarge(size);
    if (!here) return { fileId, facts };
    const data = await readWhole(deps.store, fileId, size).catch(() => null);
    return data ? { fileId, data } : { fileId, facts: await deps.records.facts(fileId, signal) };
  } catch (error) {
    return { fileId, error: asAcordeError(error) };
  }
}

/** By the way of a single get, which asks all holders and tells what is wrong. */
async function alone(deps: FetchSmallDeps, { fileId }: FileFacts, signal: AbortSignal): Promise<BatchFile> {
  try {
    const { status, bytes } = await get(deps, fileId, { offset: 0 }, signal);
    if (status.size > FILE_BYTES_MAX) throw tooLarge(status.size);
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    return { fileId, data: Buffer.concat(pieces) };
  } catch (error) {
    return { fileId, error: asAcordeError(error) };
  }
}

function tooLarge(size: number): AcordeError {
  return new AcordeError(
    'FILE_TOO_LARGE',
    `a file of a batch has at most ${FILE_BYTES_MAX} bytes, not ${size}`,
  );
}

function asAcordeError(error: unknown): AcordeError {
  if (error instanceof AcordeError) return error;
  return new AcordeError('INTERNAL', 'internal error', { cause: error });
}
