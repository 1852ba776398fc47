// One run of chunks from one holder, chunk by chunk and verified.
import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES, chunkLength } from '../store/chunk.ts';
import type { System } from '../system.ts';
import { abortable } from './abortable.ts';
import type { ContentPlan } from './content-plan.ts';
import type { Limits } from './limits.ts';
import type { ReplicaRemote } from './ports.ts';

/** A holder that sends nothing for so long is given up. */
export const SILENCE_MS = 5000;

export interface RunJob {
  readonly remote: Pick<ReplicaRemote, 'readChunks'>;
  readonly system: System;
  readonly limits: Pick<Limits, 'down'>;
  readonly holder: PeerAddress;
  readonly fileId: FileId;
  readonly plan: ContentPlan;
  /** `count` chunks from `first`. */
  readonly run: { readonly first: number; readonly count: number };
  readonly signal: AbortSignal;
}

/** Yields the chunks whole, in order. Errors: CONTENT_CORRUPT, a SilenceError, those of the call. */
export async function* loadRun(job: RunJob): AsyncGenerator<{ index: number; chunk: Uint8Array }> {
  const { remote, system, holder, fileId, plan, run, signal } = job;
  const pieces = remote.readChunks(holder, fileId, run.first, run.count, signal);
  const patient = abortable(pieces, signal, { system, silenceMs: SILENCE_MS });
  let index = run.first;
  for await (const chunk of assemble(patient, plan.size, run)) {
    const right = plan.verify(index, chunk) ? chunk : await askAgain(job, index);
    if (job.limits.down.bytesPerSecond > 0) await job.limits.down.take(chunk.length, signal);
    yield { index, chunk: right };
    index += 1;
  }
}

/** A holder sends what it reads from its disk, and leaves it to us to check that. Where it was wrong the holder is made
 * to look, so that it notices a fault of its disk and counts as a holder no longer. Errors: CONTENT_CORRUPT. */
async function askAgain(job: RunJob, index: number): Promise<Uint8Array> {
  const { remote, system, holder, fileId, plan, signal } = job;
  const pieces = remote.readChunks(holder, fileId, index, 1, signal, true);
  const patient = abortable(pieces, signal, { system, silenceMs: SILENCE_MS });
  for await (const chunk of assemble(patient, plan.size, { first: index, count: 1 }))
    if (plan.verify(index, chunk)) return chunk;
  throw new AcordeError('CONTENT_CORRUPT', `chunk ${index} is wrong`);
}

/** Puts pieces together to the chunks of a run; one that is a whole chunk passes as it is. Stops reading after the last
 * one, whatever more there is. */
async function* assemble(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
  { first, count }: RunJob['run'],
): AsyncGenerator<Uint8Array> {
  let index = first;
  let chunk: Uint8Array = new Uint8Array();
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const length = chunkLength(size, index);
      const part = piece.subarray(at, at + length - filled);
      at += part.length;
      if (filled === 0) chunk = part.length === length ? part : Buffer.allocUnsafeSlow(length);
      if (chunk !== part) chunk.set(part, filled);
      filled += part.length;
      if (filled < length) continue;
      yield chunk;
      filled = 0;
      index += 1;
      if (index === first + count) return;
    }
  }
  throw new AcordeError(
    'CONTENT_CORRUPT',
    `a holder sent ${filled} of ${CHUNK_BYTES} bytes of chunk ${index}`,
  );
}
