// A copy of a file that other peers have, for this peer to keep. A file of one chunk is fetched and kept at once; a larger
// one goes to the disk chunk by chunk, so that a crash, of this peer or of another, costs only what was not synced yet,
// and while it comes its verified chunks are already served to others.
import type { AcordeError } from '@acorde/protocol';
import type { FileFacts, FileId } from '../records/record.ts';
import { CHUNK_BYTES, chunkCount } from '../store/chunk.ts';
import { merkleRoot } from '../store/merkle.ts';
import type { PartialCopy } from '../store/store.ts';
import { type ContentPlan, planContent } from './content-plan.ts';
import { download } from './download.ts';
import { dropHolder } from './drop-holder.ts';
import { fetchChunks } from './fetch-chunks.ts';
import type { FileDeps } from './file-deps.ts';
import { holdersToAsk, othersWith } from './holders-to-ask.ts';
import type { Transfer } from './transfers.ts';

/** For less, to tell the ring of a part costs more than it brings. */
const TOLD_BYTES_MIN = 16 * CHUNK_BYTES;

export interface CopyJob {
  readonly facts: FileFacts;
  readonly signal: AbortSignal;
  readonly transfer: Transfer;
}

/** Resolves when the copy is durable. Errors: PEER_UNREACHABLE, CONTENT_CORRUPT, DISK_FULL, CANCELLED. */
export async function fetchCopy(deps: FileDeps, job: CopyJob): Promise<void> {
  const { facts, signal, transfer } = job;
  const holders = await holdersToAsk(deps, facts);
  const plan = await planContent(deps, facts, holders, signal);
  const { size } = plan;
  transfer.know({ size });
  if (plan.digests) return fetchParts(deps, job, plan, plan.digests);
  const upload = await deps.store.createUpload(size, false);
  try {
    const end = chunkCount(size);
    const fetch = {
      fileId: facts.fileId,
      plan,
      first: 0,
      end,
      holders,
      signal,
      pieces: transfer.pieces(end),
    };
    const onDropped = dropHolder(deps, { fileId: facts.fileId, plan, transfer });
    for await (const chunk of fetchChunks(deps, { ...fetch, onMoved: transfer.movedBy, onDropped })) {
      await transfer.turn();
      transfer.moved(chunk.length);
      await upload.write(chunk);
    }
    await upload.finish(facts.fileId, () => replicated(deps, facts.fileId, size));
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

async function fetchParts(
  deps: FileDeps,
  job: CopyJob,
  plan: ContentPlan,
  digests: Uint8Array,
): Promise<void> {
  const { fileId } = job.facts;
  const { size } = plan;
  const partial = await deps.partials.open({ fileId, size, root: merkleRoot(digests), digests });
  const told = size >= TOLD_BYTES_MIN;
  try {
    if (told) tell(deps, fileId, false);
    await fetchInto(deps, job, plan, partial);
    await partial.finish(() => replicated(deps, fileId, size));
  } catch (error) {
    if (told) tell(deps, fileId, true);
    // What is there waits for the next time.
    await partial.checkpoint().catch(() => undefined);
    await partial.close();
    throw error;
  }
}

async function fetchInto(
  deps: FileDeps,
  job: CopyJob,
  plan: ContentPlan,
  partial: PartialCopy,
): Promise<void> {
  const { facts, signal, transfer } = job;
  const { fileId, size, chunks } = partial;
  transfer.moved(Math.min(size, chunks.size * CHUNK_BYTES));
  const pieces = transfer.pieces(chunks.total);
  for (let index = 0; index < chunks.total; index += 1) if (chunks.has(index)) pieces.came(index, null);
  let known: FileFacts | null = facts;
  await download(deps, {
    ...{ fileId, plan, partial, signal, pieces, turn: transfer.turn },
    async holders() {
      const now = known ?? (await deps.records.facts(fileId, signal));
      known = null;
      return othersWith(deps, now);
    },
    onMoved(peerId, bytes) {
      transfer.movedBy(peerId, bytes);
      transfer.moved(bytes);
    },
    onDropped: dropHolder(deps, { fileId, plan, transfer }),
  });
}

/** Others may fetch what is here, or no more. That they hear of it is a help and no condition. */
function tell(deps: FileDeps, fileId: FileId, gone: boolean): void {
  const record = deps.records.signHolder({ fileId, complete: false, shared: false, gone });
  deps.records.publish([record]).catch((error: AcordeError) => {
    deps.log.info({ fileId, error }, 'the ring has not heard of a part of a file');
  });
}

function replicated(deps: FileDeps, fileId: FileId, size: number): void {
  deps.facts.append({ type: 'file_replicated', fileId, size, repair: true });
}

/** Goes on with the copies that an earlier run has begun, one after the other, as far as anybody still shares the file. */
export async function resumeCopies(
  deps: FileDeps,
  adopt: (fileId: FileId, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (const fileId of deps.partials.list()) {
    if (signal.aborted) return;
    try {
      const { entries } = await deps.records.facts(fileId, signal);
      if (entries.length > 0) await adopt(fileId, signal);
      else await deps.partials.remove(fileId);
    } catch (error) {
      deps.log.warn({ fileId, error }, 'a copy that was begun is not whole yet');
    }
  }
}
