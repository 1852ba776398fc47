// The bytes of a file from all its holders at once. Each holder has two lanes, so that one asks while the other
// receives; a lane takes the next run of chunks as soon as it is free, so the faster holder gets more of them. Every
// chunk is verified on arrival: wrong bytes, or an error without progress, and the holder is out for this download.
import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, PeerId } from '../records/record.ts';
import { delay, type System } from '../system.ts';
import { cancelled, SilenceError } from './abortable.ts';
import { type ChunkWindow, createChunkWindow, type Run } from './chunk-window.ts';
import type { ContentPlan } from './content-plan.ts';
import type { Limits } from './limits.ts';
import { loadRun } from './load-run.ts';
import type { PieceSink } from './piece-map.ts';
import type { ReplicaRemote } from './ports.ts';
import { createSignal, type Signal } from './signal.ts';

/** Chunks in memory for one download. */
const WINDOW_CHUNKS = 8;
/** Holders asked at the same time; the others stand by. */
const HOLDERS_AT_ONCE_MAX = 4;
const RUN_CHUNKS_MAX = 4;
/** A run should last about as long. */
const RUN_MS = 50;
/** The chunk that the reader waits for is asked of a second holder after this. */
const HEDGE_MS = 1000;
export const REFUSED_MS = 1000;
/** Both lanes are refused: a minute. */
const REFUSALS_MAX = 120;

export interface FetchDeps {
  readonly remote: Pick<ReplicaRemote, 'readChunks'>;
  readonly system: System;
  readonly limits: Limits;
}

export interface FetchJob {
  readonly fileId: FileId;
  readonly plan: ContentPlan;
  /** Chunks [first, end). */
  readonly first: number;
  readonly end: number;
  /** Best first. */
  readonly holders: readonly PeerAddress[];
  readonly signal: AbortSignal;
  readonly onMoved?: ((peerId: PeerId, bytes: number) => void) | undefined;
  /** Told of each chunk. */
  readonly pieces?: PieceSink | undefined;
  readonly onDropped?: ((peerId: PeerId, error: AcordeError) => void) | undefined;
}

interface Source {
  readonly holder: PeerAddress;
  readonly stop: AbortController;
  /** Chunks since the last error. */
  progress: number;
  /** Errors so far. Both lanes of a connection fail when it breaks: that is one error. */
  errors: number;
  /** Times that it had no room for this download. */
  refusals: number;
  /** Milliseconds that a chunk takes, smoothed. */
  chunkMs: number;
}

interface Fetch {
  readonly deps: FetchDeps;
  readonly job: FetchJob;
  readonly window: ChunkWindow;
  readonly changed: Signal;
  readonly standby: PeerAddress[];
  readonly sources: Set<Source>;
  corrupt: boolean;
  closed: boolean;
}

/** Yields the chunks whole, verified and in order, as fast as they are taken.
 * Errors: PEER_UNREACHABLE, CONTENT_CORRUPT when no holder is left, CANCELLED. */
export async function* fetchChunks(deps: FetchDeps, job: FetchJob): AsyncGenerator<Uint8Array> {
  const fetch: Fetch = {
    deps,
    job,
    window: createChunkWindow(job.first, job.end, WINDOW_CHUNKS),
    changed: createSignal(deps.system),
    standby: [...job.holders],
    sources: new Set(),
    corrupt: false,
    closed: false,
  };
  const wake = () => fetch.changed.notify();
  job.signal.addEventListener('abort', wake);
  try {
    for (let i = 0; i < HOLDERS_AT_ONCE_MAX; i += 1) open(fetch);
    while (!fetch.window.done) {
      const chunk = await nextChunk(fetch);
      wake();
      yield chunk;
    }
  } finally {
    fetch.closed = true;
    job.signal.removeEventListener('abort', wake);
    for (const source of fetch.sources) source.stop.abort();
    wake();
  }
}

async function nextChunk(fetch: Fetch): Promise<Uint8Array> {
  for (;;) {
    if (fetch.job.signal.aborted) throw cancelled(fetch.job.signal.reason);
    const chunk = fetch.window.take();
    if (chunk) return chunk;
    if (fetch.sources.size === 0) throw nobodyLeft(fetch.corrupt);
    await fetch.changed.wait();
  }
}

/** Sets the next holder that stands by to work, if there is one. */
function open(fetch: Fetch): void {
  const holder = fetch.standby.shift();
  if (!holder) return;
  const source: Source = {
    holder,
    stop: new AbortController(),
    progress: 0,
    errors: 0,
    refusals: 0,
    chunkMs: RUN_MS,
  };
  fetch.sources.add(source);
  const { streamsPerSource } = fetch.deps.limits.values();
  for (let i = 0; i < streamsPerSource; i += 1) void runLane(fetch, source);
}

async function runLane(fetch: Fetch, source: Source): Promise<void> {
  const { window, changed, deps } = fetch;
  while (!fetch.closed && fetch.sources.has(source)) {
    const runMax = Math.max(1, Math.min(RUN_CHUNKS_MAX, Math.round(RUN_MS / source.chunkMs)));
    const lane = {};
    const hedgeMs = HEDGE_MS + deps.limits.down.waitMs;
    const run = window.claim(lane, runMax, deps.system.monotonicMs(), hedgeMs);
    if (!run) {
      await changed.wait(HEDGE_MS);
      continue;
    }
    const errorsBefore = source.errors;
    let refused = false;
    const { pieces } = fetch.job;
    for (const index of indexesOf(run)) pieces?.asked(index, source.holder.peerId as PeerId);
    try {
      await loadInto(fetch, source, run);
    } catch (error) {
      refused = isRefusal(error, source);
      if (!refused && (source.errors === errorsBefore || isCorrupt(error))) strike(fetch, source, error);
    } finally {
      window.release(lane);
      for (const index of indexesOf(run)) pieces?.released(index);
      changed.notify();
    }
    if (refused) await delay(deps.system, REFUSED_MS, source.stop.signal);
  }
}

/** A holder that has reached its limit says so, and is asked again a little later, for a minute. */
function isRefusal(error: unknown, source: Source): boolean {
  if (!(error instanceof AcordeError) || error.code !== 'OVERLOADED') return false;
  source.refusals += 1;
  return source.refusals <= REFUSALS_MAX;
}

/** The first error is forgiven, and one after progress: connections break. Wrong bytes and silence are not. */
function strike(fetch: Fetch, source: Source, error: unknown): void {
  if (fetch.closed || !fetch.sources.has(source)) return;
  const failure =
    error instanceof AcordeError
      ? error
      : new AcordeError('PEER_UNREACHABLE', 'a read failed', { cause: error });
  const forgiven =
    (source.progress > 0 || source.errors === 0) &&
    failure.code !== 'CONTENT_CORRUPT' &&
    !(failure instanceof SilenceError);
  source.progress = 0;
  source.errors += 1;
  if (forgiven) return;
  if (failure.code === 'CONTENT_CORRUPT') fetch.corrupt = true;
  fetch.sources.delete(source);
  source.stop.abort();
  fetch.job.onDropped?.(source.holder.peerId as PeerId, failure);
  open(fetch);
}

function isCorrupt(error: unknown): boolean {
  return error instanceof AcordeError && error.code === 'CONTENT_CORRUPT';
}

async function loadInto(fetch: Fetch, source: Source, run: Run): Promise<void> {
  const { deps, job } = fetch;
  const { system } = deps;
  const { fileId, plan } = job;
  let startMs = system.monotonicMs();
  const { holder, stop } = source;
  for await (const { index, chunk } of loadRun({ ...deps, holder, fileId, plan, run, signal: stop.signal })) {
    source.progress += 1;
    source.chunkMs = source.chunkMs * 0.7 + (system.monotonicMs() - startMs) * 0.3;
    startMs = system.monotonicMs();
    if (fetch.window.needs(index)) {
      job.onMoved?.(holder.peerId as PeerId, chunk.length);
      job.pieces?.came(index, holder.peerId as PeerId);
    }
    fetch.window.fill(index, chunk);
    fetch.changed.notify();
  }
}

function indexesOf({ first, count }: Run): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

function nobodyLeft(corrupt: boolean): AcordeError {
  if (corrupt)
    return new AcordeError('CONTENT_CORRUPT', 'no peer that is left has the right bytes of the file');
  return new AcordeError('PEER_UNREACHABLE', 'no peer that has the file answers');
}
