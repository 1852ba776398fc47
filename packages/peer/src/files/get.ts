// get: the own copy when there is one, else chunk by chunk from all holders at once. Nothing is stored. An own copy
// that turns out to be bad in the middle is replaced by the holders' from that byte on.
import { AcordeError } from '@acorde/protocol';
import type { FileFacts, FileId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { cancelled } from './abortable.ts';
import { SIGN_OF_LIFE_MS } from './answers-within.ts';
import { planContent } from './content-plan.ts';
import { dropHolder } from './drop-holder.ts';
import { fetchChunks } from './fetch-chunks.ts';
import type { FileDeps } from './file-deps.ts';
import type { Download } from './file-service.ts';
import { fileStatus, statusFromHere } from './file-status.ts';
import { holdersToAsk, othersWith } from './holders-to-ask.ts';
import { piecesFrom } from './piece-map.ts';
import { endOf, type Transfer } from './transfers.ts';

interface Wanted {
  readonly fileId: FileId;
  /** What the ring knows of it; null while nobody has asked it. */
  readonly facts: FileFacts | null;
  readonly name: string;
}

/** Bytes [offset, end). */
interface Span {
  readonly offset: number;
  readonly end: number;
}

/** See FileService.get. */
export async function get(
  deps: FileDeps,
  fileId: FileId,
  range: { offset: number; length?: number | undefined },
  signal: AbortSignal,
): Promise<Download> {
  const here = deps.store.get(fileId) ? await deps.keptFacts?.(fileId) : null;
  const facts = here ?? (await deps.records.facts(fileId, signal));
  const status = here ? statusFromHere(deps, here) : await fileStatus(deps, facts, SIGN_OF_LIFE_MS);
  const span = spanOf(range, status.size);
  const about = { fileId, facts: here ? null : facts, name: status.entries[0]?.name ?? '' };
  return { status, bytes: transferred(deps, about, span, signal) };
}

function spanOf({ offset, length }: { offset: number; length?: number | undefined }, size: number): Span {
  const wholes = [offset, length ?? 0].every((value) => Number.isSafeInteger(value) && value >= 0);
  const end = length === undefined ? size : offset + length;
  if (wholes && offset <= size && end <= size) return { offset, end };
  throw new AcordeError('RANGE_NOT_SATISFIABLE', `the range lies outside the ${size} bytes of the file`);
}

/** The transfer begins with the first byte that is asked for: a caller may look at the status only. */
async function* transferred(
  deps: FileDeps,
  wanted: Wanted,
  span: Span,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { fileId, name } = wanted;
  const transfer = deps.transfers.start('get', { name, fileId, size: span.end - span.offset });
  try {
    const either = AbortSignal.any([signal, transfer.signal]);
    for await (const piece of verified(deps, wanted, span, either, transfer)) {
      await transfer.turn();
      transfer.moved(piece.length);
      yield piece;
    }
    transfer.end('done');
  } catch (error) {
    transfer.end(endOf(error));
    throw error;
  } finally {
    // Reached without an end when the caller stops reading.
    transfer.end('cancelled');
  }
}

async function* verified(
  deps: FileDeps,
  wanted: Wanted,
  span: Span,
  signal: AbortSignal,
  transfer: Transfer,
): AsyncGenerator<Uint8Array> {
  const { fileId } = wanted;
  let { offset } = span;
  if (deps.store.get(fileId)) {
    try {
      for await (const piece of deps.store.read(fileId, offset, span.end - offset, signal)) {
        offset += piece.length;
        transfer.movedBy(deps.self, piece.length);
        yield piece;
      }
      return;
    } catch (error) {
      if (signal.aborted) throw cancelled(signal.reason);
      deps.log.warn({ fileId, error }, 'the own copy cannot be read; other holders are asked');
    }
  }
  const begun = Math.floor(span.offset / CHUNK_BYTES);
  yield* fromHolders(deps, wanted, { offset, end: span.end, begun }, signal, transfer);
}

/** `begun`: the chunk with which the transfer began. */
async function* fromHolders(
  deps: FileDeps,
  wanted: Wanted,
  { offset, end, begun }: Span & { readonly begun: number },
  signal: AbortSignal,
  transfer: Transfer,
): AsyncGenerator<Uint8Array> {
  if (offset === end) return;
  // What this peer knows by itself may be less than what the ring knows.
  const facts = wanted.facts ?? (await deps.records.facts(wanted.fileId, signal));
  const holders = await holdersToAsk(deps, facts);
  const plan = await planContent(deps, facts, holders, signal);
  if (end > plan.size) throw new AcordeError('CONTENT_CORRUPT', 'the file is shorter than its entry claims');
  const first = Math.floor(offset / CHUNK_BYTES);
  const last = Math.ceil(end / CHUNK_BYTES);
  const pieces = piecesFrom(begun, transfer.pieces(last - begun));
  for (let index = begun; index < first; index += 1) pieces.came(index, deps.self);
  const { fileId } = facts;
  const job = {
    ...{ fileId, plan, first, end: last, holders, signal, pieces },
    onMoved: transfer.movedBy,
    onDropped: dropHolder(deps, { fileId, plan, transfer }),
    more: async () => othersWith(deps, await deps.records.facts(fileId, signal)),
  };
  let start = first * CHUNK_BYTES;
  for await (const chunk of fetchChunks(deps, job)) {
    yield chunk.subarray(Math.max(0, offset - start), Math.min(chunk.length, end - start));
    start += chunk.length;
  }
}
