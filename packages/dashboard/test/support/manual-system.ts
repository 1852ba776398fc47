// Time that moves only when a test says so.
import type { System } from '../../server/system.ts';

export interface ManualSystem extends System {
  /** Moves the clock and runs what falls due, letting promises settle between. */
  advance(ms: number): Promise<void>;
}

export function createManualSystem(startMs = 1_000_000): ManualSystem {
  const timers = new Map<number, { atMs: number; fn: () => void }>();
  let nowMs = startMs;
  let lastId = 0;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    schedule(delayMs, fn) {
      lastId += 1;
      const id = lastId;
      timers.set(id, { atMs: nowMs + delayMs, fn });
      return () => timers.delete(id);
    },
    random: () => 0.5,
    uuid() {
      lastId += 1;
      return `uuid-${lastId}`;
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.atMs <= untilMs)
          .sort((a, b) => a[1].atMs - b[1].atMs)[0];
        if (!due) break;
        timers.delete(due[0]);
        nowMs = Math.max(nowMs, due[1].atMs);
        due[1].fn();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

/** Lets promises and immediates that are ready run. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 12; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
