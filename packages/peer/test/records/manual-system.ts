// A System whose clock moves only when a test moves it. Between two timers everything that is ready runs: promises,
// and the turns of the event loop in which the database commits.
import type { System } from '../../src/system.ts';

export interface ManualSystem extends System {
  /** Runs the timers that are due within `delayMs`, in order. */
  advance(delayMs: number): Promise<void>;
  /** Moves the clock as far as `promise` needs; at most ten minutes. */
  run<T>(promise: Promise<T>): Promise<T>;
}

const TURNS = 12;
const RUN_MS_MAX = 600_000;

export function createManualSystem(seed = 1): ManualSystem {
  let nowMs = 1_800_000_000_000;
  let state = seed;
  let timers: { atMs: number; fn: () => void }[] = [];

  function random(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Runs the next timer that is due by `endMs`; false when there is none. */
  function step(endMs: number): boolean {
    const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0];
    if (!next || next.atMs > endMs) return false;
    timers = timers.filter((timer) => timer !== next);
    nowMs = Math.max(nowMs, next.atMs);
    next.fn();
    return true;
  }

  async function advance(delayMs: number): Promise<void> {
    const endMs = nowMs + delayMs;
    do await settle();
    while (step(endMs));
    nowMs = endMs;
  }

  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    schedule(delayMs, fn) {
      const timer = { atMs: nowMs + delayMs, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    random,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
    uuid: () => `uuid-${random()}`,
    advance,
    async run(promise) {
      let settled = false;
      const end = () => {
        settled = true;
      };
      promise.then(end, end);
      const endMs = nowMs + RUN_MS_MAX;
      while (true) {
        await settle();
        if (settled) return promise;
        if (!step(endMs)) await settle();
        if (!settled && timers.length === 0) await settle();
        if (nowMs >= endMs) throw new Error('nothing came of it in ten minutes');
      }
    },
  };
}
