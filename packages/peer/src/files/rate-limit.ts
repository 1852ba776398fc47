// A limit on bytes a second that many share. Those who wait are served in turn. A piece goes as soon as the ones before
// it are paid for, and is paid for afterwards: so one that is larger than a moment's budget goes too, and on the whole
// the rate is kept.
import type { System } from '../system.ts';
import { cancelled } from './abortable.ts';

/** What was not used is saved up for so long. */
const SAVED_MS = 250;

export interface RateLimit {
  /** 0: no limit. */
  readonly bytesPerSecond: number;
  /** How long who comes now would wait, milliseconds. */
  readonly waitMs: number;
  /** From now on, for those who wait, too. */
  set(bytesPerSecond: number): void;
  /** Resolves when so many bytes may move. Rejects with the signal's reason, or CANCELLED. */
  take(bytes: number, signal?: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

export function createRateLimit(system: System, startBytesPerSecond = 0): RateLimit {
  let rate = startBytesPerSecond;
  let saved = 0;
  let lastMs = system.monotonicMs();
  let cancelWake: (() => void) | null = null;
  const waiting = new Set<Waiting>();

  function refill(): void {
    const nowMs = system.monotonicMs();
    saved = Math.min(saved + ((nowMs - lastMs) / 1000) * rate, (rate * SAVED_MS) / 1000);
    lastMs = nowMs;
  }

  function serve(): void {
    refill();
    cancelWake?.();
    cancelWake = null;
    for (const next of waiting) {
      if (rate > 0 && saved < 0) break;
      waiting.delete(next);
      saved -= next.bytes;
      next.go();
    }
    if (rate === 0) saved = 0;
    if (waiting.size > 0) cancelWake = system.schedule(Math.max(1, Math.ceil((-saved / rate) * 1000)), serve);
  }

  return {
    get bytesPerSecond() {
      return rate;
    },
    get waitMs() {
      if (rate === 0) return 0;
      refill();
      const ahead = [...waiting].reduce((sum, { bytes }) => sum + bytes, 0);
      return Math.max(0, ((ahead - saved) / rate) * 1000);
    },
    set(bytesPerSecond) {
      refill();
      rate = bytesPerSecond;
      serve();
    },
    take(bytes, signal) {
      if (signal?.aborted) return Promise.reject(cancelled(signal.reason));
      if (rate === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const mine = {
          bytes,
          go() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        function onAbort(): void {
          waiting.delete(mine);
          reject(cancelled(signal?.reason));
        }
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(mine);
        serve();
      });
    },
  };
}
