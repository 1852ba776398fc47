import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/index.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
}

/** Time that moves only when told to, from one due timer to the next; equal times in the order of scheduling. */
export class VirtualClock implements Clock {
  readonly #timers: Timer[] = [];
  #nowMs = 0;
  #order = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, fn: () => void): () => void {
    this.#order += 1;
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, fn, cancelled: false };
    this.#push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  /** Lets `durationMs` pass. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await setImmediate();
    for (let next = this.#timers[0]; next !== undefined && next.atMs <= untilMs; next = this.#timers[0]) {
      this.#pop();
      if (next.cancelled) continue;
      this.#nowMs = next.atMs;
      next.fn();
      // Everything that the event set in motion ends before the next one begins.
      await setImmediate();
    }
    this.#nowMs = untilMs;
  }

  /** Lets time pass in steps until `done`, at most `limitMs`; returns the milliseconds that it took, or null. */
  async until(done: () => boolean, limitMs: number, stepMs = 10): Promise<number | null> {
    const startMs = this.#nowMs;
    while (!done()) {
      if (this.#nowMs - startMs >= limitMs) return null;
      await this.advance(stepMs);
    }
    return this.#nowMs - startMs;
  }

  // A binary heap by (time, order).
  #push(timer: Timer): void {
    const heap = this.#timers;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) break;
      heap[i] = heap[parent] as Timer;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, last)) break;
      heap[i] = heap[child] as Timer;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
