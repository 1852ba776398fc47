// The one door through which time, timers and randomness enter the gateway; tests hand in their own.
import { randomUUID } from 'node:crypto';

export interface System {
  /** Unix milliseconds. */
  nowMs(): number;
  /** Milliseconds on a clock that never jumps. */
  monotonicMs(): number;
  /** Runs `fn` once after `delayMs`; the result cancels it. Never keeps the process alive. */
  schedule(delayMs: number, fn: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
  uuid(): string;
}

export const realSystem: System = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, fn) {
    const timer = setTimeout(fn, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  uuid: () => randomUUID(),
};

/** Resolves after `delayMs`, or at once when the signal aborts. */
export function delay(system: System, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const cancel = system.schedule(delayMs, done);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
