// Removes copies that no live entry needs. Nothing is removed on a guess: the copy must have been unneeded for the whole
// grace, and then every keeper of the file's records, as the ring names them now, must say so, twice: before and
// after the holder record is withdrawn. Where one cannot be asked the copy stays.
import type { FileId } from '../records/record.ts';
import type { RecordsParts } from '../records/records.ts';
import type { Holding } from '../store/store.ts';
import type { System } from '../system.ts';
import { createLoop } from './loop.ts';
import type { Holdings, RepairLog } from './ports.ts';
import { withdrawCopy } from './withdraw-copy.ts';

const CANDIDATES_MAX = 100_000;

export interface CollectDeps {
  readonly parts: Pick<RecordsParts, 'records' | 'factsFromAll'>;
  readonly holdings: Holdings;
  readonly system: System;
  readonly log: RepairLog;
  /** Between the last entry's end and the removal of bytes; default 600 s. */
  readonly graceMs?: number | undefined;
}

export interface Collect {
  start(): void;
  stop(): Promise<void>;
  /** Takes note of whether a live entry needs a copy kept here. */
  seen(fileId: FileId, needed: boolean): void;
}

export function createCollect(deps: CollectDeps): Collect {
  const { parts, holdings, system, log } = deps;
  const { records } = parts;
  const graceMs = deps.graceMs ?? 600_000;
  const unneededMs = new Map<FileId, number>();

  async function isNeeded(fileId: FileId, signal: AbortSignal): Promise<boolean> {
    const { entries } = await parts.factsFromAll(fileId, signal);
    return entries.length > 0 || records.published.ofFile(fileId).length > 0;
  }

  /** The copy when its time has come; null when it is to wait, or gone. */
  function dueCopy(fileId: FileId, sinceMs: number): Holding | null {
    const holding = holdings.get(fileId);
    if (!holding || holding.place === 'shared') {
      unneededMs.delete(fileId);
      return null;
    }
    const restedMs = Math.min(system.monotonicMs() - sinceMs, system.nowMs() - holding.createTimeMs);
    return restedMs >= graceMs ? holding : null;
  }

  async function run(signal: AbortSignal): Promise<void> {
    for (const [fileId, sinceMs] of unneededMs) {
      if (signal.aborted) return;
      const holding = dueCopy(fileId, sinceMs);
      if (!holding) continue;
      try {
        await withdrawCopy(deps, holding, async () => !(await isNeeded(fileId, signal)), signal);
        unneededMs.delete(fileId);
      } catch (error) {
        if (!signal.aborted)
          log.warn({ error, fileId }, 'collect: the copy stays until its keepers can be asked');
      }
    }
  }

  const intervalMs = Math.min(Math.max(graceMs / 4, 1_000), 60_000);
  const loop = createLoop({ name: 'collect', intervalMs, firstMs: intervalMs, system, log }, run);
  return {
    start: loop.start,
    stop: loop.stop,
    seen(fileId, needed) {
      if (needed) unneededMs.delete(fileId);
      else if (!unneededMs.has(fileId) && unneededMs.size < CANDIDATES_MAX) {
        unneededMs.set(fileId, system.monotonicMs());
      }
    },
  };
}
