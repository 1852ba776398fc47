// The scrub: every copy of this peer's own is read and checked against its digests, again and again, slowly, so that a
// rotten one is found and replaced while others still have the bytes. A copy that does not verify is dropped by the
// store, which puts the bytes aside and tells the ring; repair then fetches the file anew. Where a pass stands is kept
// on disk: a peer that restarts every night still comes to the end of its copies.
import { AcordeError } from '@acorde/protocol';
import type { FileId } from '../records/record.ts';
import { nextTurn } from '../records/turn.ts';
import type { Database } from '../store/database.ts';
import type { Holding } from '../store/store.ts';
import { delay, type System } from '../system.ts';
import { createLoop } from './loop.ts';
import type { RepairLog } from './ports.ts';
import { createScrubRecord, type ScrubProgress } from './scrub-record.ts';

/** A pass is slow enough not to be felt and fast enough to end within half of the 30 days that a copy may go unread. */
const PASS_MS = 14 * 86_400_000;
const RATE_MIN = 1024 * 1024;
/** What opening a file costs, as bytes. */
const FILE_BYTES = 16 * 1024;
/** Debts of time smaller than this are not worth a timer. */
const REST_MS_MIN = 50;
const SAVE_EVERY_FILES = 256;
const CHECK_MS = 60_000;

export interface ScrubStatus extends ScrubProgress {
  readonly running: boolean;
}

export interface Scrub {
  start(): void;
  stop(): Promise<void>;
  /** Begins a pass now, or hurries the one under way, at the speed of the disk. */
  begin(): void;
  status(): ScrubStatus;
}

export interface ScrubDeps {
  readonly holdings: {
    get(fileId: FileId): Holding | null;
    /** Own copies first, by id. */
    list(): IterableIterator<Holding>;
    usage(): { bytes: number };
    /** Drops a copy that turns out to be wrong: CONTENT_CORRUPT, or FILE_NOT_FOUND when its bytes are gone. */
    read(fileId: FileId, offset: number, length: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  };
  readonly database: Database;
  readonly system: System;
  readonly log: RepairLog;
  /** From the end of one pass to the start of the next. */
  readonly intervalMs: number;
}

export function createScrub(deps: ScrubDeps): Scrub {
  const { holdings, database, system, log } = deps;
  const record = createScrubRecord(database);
  let progress = record.load();
  let isRunning = false;
  let isAsked = false;
  let hurry = new AbortController();
  let owedMs = 0;

  /** Rests for as long as the bytes just read may take. */
  async function pace(bytes: number, signal: AbortSignal): Promise<void> {
    if (isAsked) return nextTurn();
    const rate = Math.max(RATE_MIN, (holdings.usage().bytes / PASS_MS) * 1000);
    owedMs += (bytes / rate) * 1000;
    if (owedMs < REST_MS_MIN) return;
    const restMs = owedMs;
    owedMs = 0;
    await delay(system, restMs, AbortSignal.any([signal, hurry.signal]));
  }

  async function check({ fileId, size }: Holding, signal: AbortSignal): Promise<boolean> {
    try {
      for await (const piece of holdings.read(fileId, 0, size, signal)) await pace(piece.length, signal);
      return true;
    } catch (error) {
      if (isLoss(error)) return false;
      if (!signal.aborted) log.warn({ error, fileId }, 'scrub: a copy could not be read');
      return true;
    }
  }

  async function visit(holding: Holding, signal: AbortSignal): Promise<void> {
    const { fileId, createTimeMs, size } = holding;
    // Removed or stored anew since the page was read: there is nothing to check, or what there is has just been.
    if (holdings.get(fileId)?.createTimeMs !== createTimeMs) return;
    const isWhole = await check(holding, signal);
    if (signal.aborted) return;
    progress = {
      ...progress,
      cursor: fileId,
      checkedFiles: progress.checkedFiles + 1,
      checkedBytes: progress.checkedBytes + size,
      lostFiles: progress.lostFiles + (isWhole ? 0 : 1),
      lostFilesEver: progress.lostFilesEver + (isWhole ? 0 : 1),
    };
    if (!isWhole || progress.checkedFiles % SAVE_EVERY_FILES === 0) await record.save(progress);
    await pace(FILE_BYTES, signal);
  }

  async function pass(signal: AbortSignal): Promise<void> {
    if (progress.cursor === null) {
      progress = { ...progress, cursor: '', startMs: system.nowMs(), ...NOTHING };
      await record.save(progress);
    }
    const after = progress.cursor ?? '';
    for (const holding of holdings.list()) {
      if (signal.aborted) return;
      // What lies in a shared folder belongs to its user, who may change it; it is checked whenever it is read.
      if (holding.place !== 'shared' && holding.fileId > after) await visit(holding, signal);
    }
    if (signal.aborted) return;
    progress = { ...progress, cursor: null, endMs: system.nowMs(), passes: progress.passes + 1 };
    await record.save(progress);
  }

  async function run(signal: AbortSignal): Promise<void> {
    const isDue = progress.cursor !== null || system.nowMs() - progress.endMs >= deps.intervalMs;
    if (!isDue && !isAsked) return;
    isRunning = true;
    try {
      await pass(signal);
    } finally {
      isRunning = false;
      isAsked = false;
      hurry = new AbortController();
    }
  }

  const loop = createLoop({ name: 'scrub', intervalMs: CHECK_MS, firstMs: CHECK_MS, system, log }, run);
  return {
    start: loop.start,
    stop: loop.stop,
    begin() {
      isAsked = true;
      hurry.abort();
      if (!isRunning) loop.soon(0);
    },
    status: () => ({ ...progress, running: isRunning || isAsked }),
  };
}

const NOTHING = { checkedFiles: 0, checkedBytes: 0, lostFiles: 0 };

function isLoss(error: unknown): boolean {
  return (
    error instanceof AcordeError && (error.code === 'CONTENT_CORRUPT' || error.code === 'FILE_NOT_FOUND')
  );
}
