// Speed and time left of a transfer, over the last seconds only, so that they follow what happens now.

export interface RateSample {
  readonly atMs: number;
  /** Bytes moved since the start. */
  readonly bytes: number;
}

const WINDOW_MS = 4_000;
const SPACING_MS = 200;

/** Adds a sample; drops those that have left the window, and thins those that are too close. */
export function addSample(samples: readonly RateSample[], sample: RateSample): RateSample[] {
  const kept = samples.filter((s) => sample.atMs - s.atMs <= WINDOW_MS);
  const before = kept.at(-2);
  if (before !== undefined && sample.atMs - before.atMs < SPACING_MS) kept.pop();
  return [...kept, sample];
}

/** Bytes per second; null while too little is known. */
export function rateOf(samples: readonly RateSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < SPACING_MS) return null;
  return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000;
}

/** Milliseconds left at the present speed; null while unknown. */
export function leftMs(samples: readonly RateSample[], size: number): number | null {
  const rate = rateOf(samples);
  const last = samples.at(-1);
  if (rate === null || rate <= 0 || last === undefined) return null;
  return (Math.max(0, size - last.bytes) / rate) * 1000;
}
