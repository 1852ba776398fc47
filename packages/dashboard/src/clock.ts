// The one file of the pages that reads the time, sets timers and draws random numbers; everything else is given them.

export interface BrowserClock {
  /** Unix milliseconds. */
  nowMs(): number;
  /** Runs `fn` once; returns how to cancel it. */
  after(delayMs: number, fn: () => void): () => void;
  /** Runs `fn` again and again; returns how to stop it. */
  every(periodMs: number, fn: () => void): () => void;
  /** In [0, 1). */
  random(): number;
}

export const browserClock: BrowserClock = {
  nowMs: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, fn) {
    const timer = setInterval(fn, periodMs);
    return () => clearInterval(timer);
  },
  random: () => Math.random(),
};
