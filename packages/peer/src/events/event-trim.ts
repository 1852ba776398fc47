// Lets old facts go where nobody writes: the log trims itself as it grows, but one that rests would keep a fact of the
// day before for as long as nothing happens. Looks every minute, and writes only when something is due, so that a peer
// at rest costs its disk no sync.
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import type { EventTable } from './event-table.ts';

export interface EventTrim {
  start(): void;
  /** Call before the database is closed. */
  stop(): void;
}

export interface EventTrimOptions {
  readonly database: Database;
  readonly table: EventTable;
  readonly system: System;
  readonly ageMsMax: number;
  readonly bytesMax: number;
}

const LOOK_INTERVAL_MS = 60_000;
/** One trim takes so many rows at most: after one that took some there may be more. */
const AGAIN_MS = 1_000;
const BEFORE_ALL = { incarnation: 0, seq: 0 };

export function createEventTrim({
  database,
  table,
  system,
  ageMsMax,
  bytesMax,
}: EventTrimOptions): EventTrim {
  let running = false;
  let cancel = () => {};

  function plan(delayMs: number): void {
    if (running) cancel = system.schedule(delayMs, () => void look());
  }

  async function look(): Promise<void> {
    const trimmed = await trimDue();
    plan(trimmed > 0 ? AGAIN_MS : LOOK_INTERVAL_MS);
  }

  /** The newest fact is never trimmed, so one that is alone is not due. */
  function isDue(): boolean {
    const [oldest, next] = table.after(BEFORE_ALL, 2);
    return oldest !== undefined && next !== undefined && oldest.timeMs < system.nowMs() - ageMsMax;
  }

  async function trimDue(): Promise<number> {
    try {
      if (!isDue()) return 0;
      return await database.commit(() => table.trim(system.nowMs() - ageMsMax, bytesMax));
    } catch {
      // A disk that fails is told by the writes that somebody waits for; this one comes again.
      return 0;
    }
  }

  return {
    start() {
      running = true;
      plan(LOOK_INTERVAL_MS);
    },
    stop() {
      running = false;
      cancel();
    },
  };
}
