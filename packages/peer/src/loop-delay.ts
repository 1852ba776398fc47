// How late the event loop is. The timers of the ring run in it: whoever keeps it busy for long, hashing or copying, makes
// this peer look dead to its neighbours. Looked at all the time, so that a look at the metrics tells of the last moments.
import type { System } from './system.ts';

const INTERVAL_MS = 20;
const WINDOW_MS = 15_000;
const SAMPLES_MAX = WINDOW_MS / INTERVAL_MS;

export interface LoopDelay {
  start(): void;
  stop(): void;
  /** Milliseconds that something due at any moment of the last 15 seconds would have waited: the share `quantile` of those
   * moments waited no longer. 0 to 1; 1 is the longest wait. */
  quantileMs(quantile: number): number;
}

export function createLoopDelay(system: System): LoopDelay {
  const samples = new Float32Array(SAMPLES_MAX);
  let count = 0;
  let cancel: (() => void) | null = null;

  function add(delayMs: number): void {
    samples[count % SAMPLES_MAX] = delayMs;
    count += 1;
  }

  function wait(): void {
    const dueMs = system.monotonicMs() + INTERVAL_MS;
    cancel = system.schedule(INTERVAL_MS, () => {
      const lateMs = Math.max(0, system.monotonicMs() - dueMs);
      // A wait of a second is one look, and fifty looks that did not come about, each of which would have waited less.
      for (let ms = Math.min(lateMs, WINDOW_MS); ms > 0; ms -= INTERVAL_MS) add(ms);
      if (lateMs === 0) add(0);
      wait();
    });
  }

  return {
    start: wait,
    stop() {
      cancel?.();
      cancel = null;
    },
    quantileMs(quantile) {
      const sorted = samples.slice(0, Math.min(count, SAMPLES_MAX)).sort();
      return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0;
    },
  };
}
