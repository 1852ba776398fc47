// The bytes of a file from all its holders at once. Each holder has lanes, so that one asks while another receives; a
// lane takes the next run of chunks as soon as it is free, so the faster holder gets more of them. Peers that still fetch
// the file give what they have, and while there is room the ring is asked who has come to have it. Every chunk is
// verified on arrival: wrong bytes, or an error without progress, and the holder is out for this download.
import { AcordeError } from '@acorde/protocol';
import type { FileId, PeerId } from '../records/record.ts';
import { delay, type System } from '../system.ts';
import { cancelled, SilenceError } from './abortable.ts';
import { type ChunkWindow, createChunkWindow, type Run } from './chunk-window.ts';
import type { ContentPlan } from './content-plan.ts';
import { createDownloadSource, type DownloadSource } from './download-source.ts';
import type { Holder } from './holders-to-ask.ts';
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
/** How often the ring is asked who has the file by now. */
export const REFRESH_MS = 2000;
/** How often a holder of a part is asked which part. */
export const LIST_MS = 300;
/** When the reader has waited so long for a chunk, nobody who is left has it. */
export const STALL_MS = 60_000;
export const REFUSED_MS = 1000;
/** Both lanes are refused: a minute. */
const REFUSALS_MAX = 120;

export interface FetchDeps {
  readonly remote: Pick<ReplicaRemote, 'readChunks' | 'listChunks'>;
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
  readonly holders: readonly Holder[];
  /** Asked now and then for those that have it by now. */
  readonly more?: (() => Promise<readonly Holder[]>) | undefined;
  readonly signal: AbortSignal;
  readonly onMoved?: ((peerId: PeerId, bytes: number) => void) | undefined;
  /** Told of each chunk. */
  readonly pieces?: PieceSink | undefined;
  readonly onDropped?: ((peerId: PeerId, error: AcordeError) => void) | undefined;
}

interface Source {
  readonly from: DownloadSource;
  /** Chunks since the last error. */
  progress: number;
  /** Errors so far. Both lanes of a connection fail when it breaks: that is one error. */
  errors: number;
  /** Times that it had no room for this download. */
  refusals: number;
}

interface Fetch {
  readonly deps: FetchDeps;
  readonly job: FetchJob;
  readonly window: ChunkWindow;
  readonly changed: Signal;
  readonly standby: Holder[];
  readonly sources: Set<Source>;
  /** Whoever was ever named. */
  readonly named: Set<string>;
  readonly ended: AbortController;
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
    named: new Set(job.holders.map(({ peerId }) => peerId)),
    ended: new AbortController(),
    corrupt: false,
    closed: false,
  };
  const wake = () => fetch.changed.notify();
  job.signal.addEventListener('abort', wake);
  try {
    for (let i = 0; i < HOLDERS_AT_ONCE_MAX; i += 1) open(fetch);
    if (job.more) void keepLooking(fetch, job.more);
    while (!fetch.window.done) {
      const chunk = await nextChunk(fetch);
      wake();
      yield chunk;
    }
  } finally {
    fetch.closed = true;
    fetch.ended.abort();
    job.signal.removeEventListener('abort', wake);
    for (const source of fetch.sources) source.from.stop.abort();
    wake();
  }
}

async function nextChunk(fetch: Fetch): Promise<Uint8Array> {
  const { system } = fetch.deps;
  const startMs = system.monotonicMs();
  for (;;) {
    if (fetch.job.signal.aborted) throw cancelled(fetch.job.signal.reason);
    const chunk = fetch.window.take();
    if (chunk) return chunk;
    if (fetch.sources.size === 0 || system.monotonicMs() - startMs > STALL_MS)
      throw nobodyLeft(fetch.corrupt);
    await fetch.changed.wait(STALL_MS);
  }
}

/** Sets the next holder that stands by to work, if there is one. */
function open(fetch: Fetch): void {
  const holder = fetch.standby.shift();
  if (!holder) return;
  const from = createDownloadSource(holder, fetch.job.end);
  const source: Source = { from, progress: 0, errors: 0, refusals: 0 };
  fetch.sources.add(source);
  if (!holder.complete) void keepListing(fetch, source);
  const { streamsPerSource } = fetch.deps.limits.values();
  for (let i = 0; i < streamsPerSource; i += 1) void runLane(fetch, source);
}

async function keepLooking(fetch: Fetch, more: () => Promise<readonly Holder[]>): Promise<void> {
  for (;;) {
    await delay(fetch.deps.system, REFRESH_MS, fetch.ended.signal);
    if (fetch.closed) return;
    if (fetch.sources.size >= HOLDERS_AT_ONCE_MAX) continue;
    // Who cannot be asked now is asked the next time.
    const holders = await more().catch(() => []);
    if (fetch.closed) return;
    for (const holder of holders) welcome(fetch, holder);
  }
}

function welcome(fetch: Fetch, holder: Holder): void {
  const known = [...fetch.sources].find(({ from }) => from.holder.peerId === holder.peerId);
  if (holder.complete) known?.from.completed();
  if (!fetch.named.has(holder.peerId)) {
    fetch.named.add(holder.peerId);
    fetch.standby.push(holder);
    if (fetch.sources.size < HOLDERS_AT_ONCE_MAX) open(fetch);
  }
  fetch.changed.notify();
}

/** Asks a peer that fetches the file itself what it has by now. */
async function keepListing(fetch: Fetch, source: Source): Promise<void> {
  const { deps, job } = fetch;
  const { holder, stop } = source.from;
  while (!fetch.closed && fetch.sources.has(source) && !source.from.isComplete) {
    try {
      source.from.learn(await deps.remote.listChunks(holder, job.fileId, stop.signal));
      fetch.changed.notify();
    } catch (error) {
      strike(fetch, source, error);
    }
    await delay(deps.system, LIST_MS, stop.signal);
  }
}

async function runLane(fetch: Fetch, source: Source): Promise<void> {
  const { window, changed, deps } = fetch;
  while (!fetch.closed && fetch.sources.has(source)) {
    const runMax = Math.max(1, Math.min(RUN_CHUNKS_MAX, Math.round(RUN_MS / source.from.chunkMs)));
    const lane = {};
    const hedgeMs = HEDGE_MS + deps.limits.down.waitMs;
    const run = window.claim(lane, source.from.having, runMax, deps.system.monotonicMs(), hedgeMs);
    if (!run) {
      await changed.wait(HEDGE_MS);
      continue;
    }
    const errorsBefore = source.errors;
    let refused = false;
    const { pieces } = fetch.job;
    for (const index of indexesOf(run)) pieces?.asked(index, source.from.holder.peerId as PeerId);
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
    if (refused) await delay(deps.system, REFUSED_MS, source.from.stop.signal);
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
  source.from.stop.abort();
  fetch.job.onDropped?.(source.from.holder.peerId as PeerId, failure);
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
  const { holder, stop } = source.from;
  for await (const { index, chunk } of loadRun({ ...deps, holder, fileId, plan, run, signal: stop.signal })) {
    source.progress += 1;
    source.from.progressed(system.monotonicMs() - startMs);
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
