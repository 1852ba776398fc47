import type { BrowserClock } from './clock.ts';

/** A clock for specs: time stands still until `pass`. */
export class TestClock implements BrowserClock {
  #nowMs = 1_000_000;
  #timers: { atMs: number; fn: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  every(periodMs: number, fn: () => void): () => void {
    let stopped = false;
    const again = () => {
      if (stopped) return;
      fn();
      if (!stopped) this.after(periodMs, again);
    };
    this.after(periodMs, again);
    return () => {
      stopped = true;
    };
  }

  random(): number {
    return 0.5;
  }

  /** Lets time go on, and fires what is due, in order. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.fn();
    }
    this.#nowMs = untilMs;
  }
}
