// The buckets of a window as evenly spaced numbers, for sparklines. `null` is a time without a value, which a line
// leaves open; for a rate it is zero.
import { BUCKET_MS, type Pulse, type PulseBucket } from './pulse.ts';

export interface Series {
  /** Per second. */
  readonly lookups: readonly number[];
  /** Per second. */
  readonly bytes: readonly number[];
  readonly hopsP50: readonly (number | null)[];
  readonly hopsP95: readonly (number | null)[];
  readonly msP50: readonly (number | null)[];
  readonly msP95: readonly (number | null)[];
}

/** The `count` buckets that end with the one in which `untilMs` lies. */
export function seriesOf(pulse: Pulse, untilMs: number, count: number): Series {
  const lastMs = Math.floor(untilMs / BUCKET_MS) * BUCKET_MS;
  const byStart = new Map(pulse.map((bucket) => [bucket.atMs, bucket]));
  const buckets = Array.from({ length: count }, (_, i) => byStart.get(lastMs - (count - 1 - i) * BUCKET_MS));
  const rate = (of: (bucket: PulseBucket) => number) =>
    buckets.map((bucket) => (bucket === undefined ? 0 : (of(bucket) * 1000) / BUCKET_MS));
  const quantiles = (of: (bucket: PulseBucket) => readonly number[], q: number) =>
    buckets.map((bucket) => (bucket === undefined ? null : quantile(of(bucket), q)));
  return {
    lookups: rate((bucket) => bucket.lookups),
    bytes: rate((bucket) => bucket.bytes),
    hopsP50: quantiles((bucket) => bucket.hops, 0.5),
    hopsP95: quantiles((bucket) => bucket.hops, 0.95),
    msP50: quantiles((bucket) => bucket.ms, 0.5),
    msP95: quantiles((bucket) => bucket.ms, 0.95),
  };
}

/** The nearest-rank quantile; null of nothing. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]!;
}

/** The quantile over all samples of the window that ends at `untilMs`. */
export function windowQuantile(
  pulse: Pulse,
  untilMs: number,
  windowMs: number,
  of: 'hops' | 'ms',
  q: number,
): number | null {
  return quantile(
    pulse.filter((bucket) => bucket.atMs > untilMs - windowMs).flatMap((bucket) => bucket[of]),
    q,
  );
}
