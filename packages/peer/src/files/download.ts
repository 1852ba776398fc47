// A copy from all its holders at once, straight to the disk and in any order. Every holder has lanes, two unless the
// limits say otherwise, so that one asks while the other receives; a lane takes its next run as soon as it is free, so the faster holder gets more. Holders may
// have the file in part: peers that fetch it, too. Who they are is asked again while the bytes come. Wrong bytes end a
// holder for this download; an error or silence makes it wait, and a few of them without progress end it until it is
// named again.
import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, PeerId } from '../records/record.ts';
import type { PartialCopy } from '../store/store.ts';
import { delay, type System } from '../system.ts';
import { cancelled } from './abortable.ts';
import { type ChunkPicker, createChunkPicker } from './chunk-picker.ts';
import type { ContentPlan } from './content-plan.ts';
import { createDownloadSource, type DownloadSource } from './download-source.ts';
import type { Limits } from './limits.ts';
import { loadRun } from './load-run.ts';
import type { PieceSink } from './piece-map.ts';
import type { ReplicaRemote } from './ports.ts';
import { createSignal, type Signal } from './signal.ts';

/** Holders asked at the same time. */
export const SOURCES_MAX = 12;
const RUN_CHUNKS_MAX = 8;
/** A run should last about as long. */
const RUN_MS = 50;
/** A chunk that is under way for so long is asked of a second holder, when there is nothing else to ask for. */
export const HEDGE_MS = 1000;
/** How often the ring is asked who has the file by now. */
export const REFRESH_MS = 1000;
/** How often a holder of a part is asked which part. */
export const LIST_MS = 300;
/** Both lanes of a connection fail when it breaks. */
const STRIKES_MAX = 4;
const PAUSE_MS = 200;
/** When no chunk has come for so long, nobody who is left has what is missing. */
const STALL_MS = 60_000;

export interface DownloadDeps {
  readonly remote: Pick<ReplicaRemote, 'readChunks' | 'listChunks'>;
  readonly system: System;
  readonly limits: Limits;
}

export interface DownloadJob {
  readonly fileId: FileId;
  readonly plan: ContentPlan;
  readonly partial: PartialCopy;
  /** The other peers that have the file, or a part of it. */
  readonly holders: () => Promise<readonly (PeerAddress & { readonly complete: boolean })[]>;
  readonly signal: AbortSignal;
  /** Waits while the download is paused. */
  readonly turn: () => Promise<void>;
  readonly onMoved: (peerId: PeerId, bytes: number) => void;
  /** Told of each chunk. */
  readonly pieces: PieceSink;
  readonly onDropped: (peerId: PeerId, error: AcordeError) => void;
}

interface Run {
  readonly deps: DownloadDeps;
  readonly job: DownloadJob;
  readonly picker: ChunkPicker;
  readonly changed: Signal;
  readonly sources: Map<string, DownloadSource>;
  readonly banned: Set<string>;
  readonly ended: AbortController;
  failure: AcordeError | null;
}

/** Resolves when all chunks are there. Errors: PEER_UNREACHABLE, CONTENT_CORRUPT when no holder is left, DISK_FULL,
 * INTERNAL, CANCELLED. */
export async function download(deps: DownloadDeps, job: DownloadJob): Promise<void> {
  const ended = new AbortController();
  const sources = new Map<string, DownloadSource>();
  const run: Run = {
    deps,
    job,
    picker: createChunkPicker({
      total: job.partial.chunks.total,
      here: job.partial.chunks,
      holders: (index) => [...sources.values()].filter((source) => source.having.has(index)).length,
      random: () => deps.system.random(),
    }),
    changed: createSignal(deps.system),
    sources,
    banned: new Set(),
    ended,
    failure: null,
  };
  const onAbort = () => run.changed.notify();
  job.signal.addEventListener('abort', onAbort);
  try {
    await refresh(run);
    void keepRefreshing(run);
    await untilWhole(run);
  } finally {
    job.signal.removeEventListener('abort', onAbort);
    ended.abort();
    for (const source of sources.values()) source.stop.abort();
    run.changed.notify();
  }
}

async function untilWhole(run: Run): Promise<void> {
  const { deps } = run;
  const { chunks } = run.job.partial;
  let movedMs = deps.system.monotonicMs();
  let seen = chunks.size;
  while (chunks.size < chunks.total) {
    if (run.job.signal.aborted) throw cancelled(run.job.signal.reason);
    if (run.failure && run.sources.size === 0) throw run.failure;
    if (run.failure && isStorage(run.failure)) throw run.failure;
    if (deps.system.monotonicMs() - movedMs > STALL_MS) throw stalled();
    await run.changed.wait(HEDGE_MS);
    // A pause is no standstill.
    const beforeMs = deps.system.monotonicMs();
    await run.job.turn();
    movedMs += deps.system.monotonicMs() - beforeMs;
    if (chunks.size > seen) movedMs = deps.system.monotonicMs();
    seen = chunks.size;
  }
}

/** Those that have the file by now are asked as well. */
async function refresh(run: Run): Promise<void> {
  const holders = await run.job.holders();
  for (const holder of holders) {
    const known = run.sources.get(holder.peerId);
    if (known && holder.complete) known.completed();
    if (known || run.banned.has(holder.peerId) || run.sources.size >= SOURCES_MAX) continue;
    open(run, holder);
  }
  if (run.sources.size === 0)
    run.failure ??= new AcordeError('PEER_UNREACHABLE', 'no peer that has the file answers');
}

async function keepRefreshing(run: Run): Promise<void> {
  for (;;) {
    await delay(run.deps.system, REFRESH_MS, run.ended.signal);
    if (run.ended.signal.aborted) return;
    // Who cannot be asked now is asked the next time.
    await refresh(run).catch(() => undefined);
  }
}

function open(run: Run, holder: PeerAddress & { readonly complete: boolean }): void {
  const source = createDownloadSource(holder, run.job.partial.chunks.total);
  run.sources.set(holder.peerId, source);
  if (!holder.complete) void keepListing(run, source);
  const { streamsPerSource } = run.deps.limits.values();
  for (let i = 0; i < streamsPerSource; i += 1) void runLane(run, source);
}

async function keepListing(run: Run, source: DownloadSource): Promise<void> {
  while (isOpen(run, source) && !source.isComplete) {
    try {
      source.learn(await run.deps.remote.listChunks(source.holder, run.job.fileId, source.stop.signal));
      run.changed.notify();
    } catch (error) {
      strike(run, source, error);
    }
    await delay(run.deps.system, LIST_MS, source.stop.signal);
  }
}

function isOpen(run: Run, source: DownloadSource): boolean {
  return !run.ended.signal.aborted && run.sources.get(source.holder.peerId) === source;
}

async function runLane(run: Run, source: DownloadSource): Promise<void> {
  const { picker, changed, deps } = run;
  while (isOpen(run, source)) {
    await run.job.turn().catch(() => undefined);
    if (!isOpen(run, source)) return;
    const runMax = Math.max(1, Math.min(RUN_CHUNKS_MAX, Math.round(RUN_MS / source.chunkMs)));
    const lane = {};
    const claimed = picker.claim(lane, source.having, runMax, deps.system.monotonicMs(), hedgeMs(deps));
    if (!claimed) {
      await changed.wait(HEDGE_MS);
      continue;
    }
    const indexes = Array.from({ length: claimed.count }, (_, i) => claimed.first + i);
    for (const index of indexes) run.job.pieces.asked(index, source.holder.peerId as PeerId);
    try {
      await load(run, source, claimed);
    } catch (error) {
      strike(run, source, error);
      if (isOpen(run, source)) await delay(deps.system, PAUSE_MS * source.strikes, source.stop.signal);
    } finally {
      picker.release(lane);
      for (const index of indexes) run.job.pieces.released(index);
      changed.notify();
    }
  }
}

/** Who waits for the own limit is not slow. */
function hedgeMs({ limits }: DownloadDeps): number {
  return HEDGE_MS + limits.down.waitMs;
}

async function load(
  run: Run,
  source: DownloadSource,
  claimed: { first: number; count: number },
): Promise<void> {
  const { deps, job } = run;
  const { fileId, plan, partial } = job;
  const { holder, stop } = source;
  let startMs = deps.system.monotonicMs();
  const runJob = { ...deps, holder, fileId, plan, run: claimed, signal: stop.signal };
  for await (const { index, chunk } of loadRun(runJob)) {
    source.progressed(deps.system.monotonicMs() - startMs);
    startMs = deps.system.monotonicMs();
    if (partial.chunks.has(index)) continue;
    const { length } = chunk;
    await write(run, index, chunk);
    job.pieces.came(index, holder.peerId as PeerId);
    job.onMoved(holder.peerId as PeerId, length);
    run.changed.notify();
  }
}

/** A fault of the own disk is not the holder's, and ends the download. */
async function write(run: Run, index: number, chunk: Uint8Array): Promise<void> {
  try {
    await run.job.partial.write(index, chunk);
  } catch (error) {
    run.failure = error as AcordeError;
    for (const source of run.sources.values()) source.stop.abort();
    throw error;
  }
}

function strike(run: Run, source: DownloadSource, error: unknown): void {
  if (!isOpen(run, source) || isStorage(run.failure)) return;
  const failure =
    error instanceof AcordeError
      ? error
      : new AcordeError('PEER_UNREACHABLE', 'a read failed', { cause: error });
  const isCorrupt = failure.code === 'CONTENT_CORRUPT';
  source.strikes += 1;
  if (!isCorrupt && source.strikes < STRIKES_MAX) return;
  if (isCorrupt) run.banned.add(source.holder.peerId);
  // That somebody lies tells more than that somebody does not answer.
  if (run.failure?.code !== 'CONTENT_CORRUPT')
    run.failure = isCorrupt ? corrupt(failure) : unreachable(failure);
  run.sources.delete(source.holder.peerId);
  source.stop.abort();
  run.job.onDropped(source.holder.peerId as PeerId, failure);
  run.changed.notify();
}

function isStorage(error: AcordeError | null): boolean {
  return error?.code === 'DISK_FULL' || error?.code === 'INTERNAL';
}

function stalled(): AcordeError {
  return new AcordeError('PEER_UNREACHABLE', 'no peer that answers has the rest of the file');
}

function corrupt(cause: AcordeError): AcordeError {
  return new AcordeError('CONTENT_CORRUPT', 'no peer that is left has the right bytes of the file', {
    cause,
  });
}

function unreachable(cause: AcordeError): AcordeError {
  return new AcordeError('PEER_UNREACHABLE', 'no peer that has the file answers', { cause });
}
