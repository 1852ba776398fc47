import { describe, expect, it } from 'vitest';
import { addBytes, addLookup, BUCKET_MS, BUCKETS_MAX, type Pulse, SAMPLES_MAX } from './pulse.ts';
import { quantile, seriesOf, windowQuantile } from './pulse-series.ts';

const T = 1_000_000;
const lookups = (...samples: [atMs: number, hops: number, ms: number][]) =>
  samples.reduce<Pulse>((pulse, [atMs, hops, ms]) => addLookup(pulse, atMs, hops, ms), []);

describe('the pulse', () => {
  it('counts what happens in the same two seconds together', () => {
    const pulse = lookups([T, 1, 2], [T + 10, 3, 4], [T + BUCKET_MS, 2, 1]);
    expect(pulse.map(({ lookups: n, hops }) => [n, hops])).toEqual([
      [2, [1, 3]],
      [1, [2]],
    ]);
  });

  it('goes on in the newest bucket when the clock is set back', () => {
    const pulse = addLookup(lookups([T, 1, 1]), T - 60_000, 2, 2);
    expect(pulse).toHaveLength(1);
    expect(pulse[0]?.lookups).toBe(2);
  });

  it('keeps a bounded number of samples and buckets, and counts on', () => {
    const flood = lookups(
      ...Array.from({ length: SAMPLES_MAX + 5 }, () => [T, 1, 1] as [number, number, number]),
    );
    expect([flood[0]?.lookups, flood[0]?.hops.length]).toEqual([SAMPLES_MAX + 5, SAMPLES_MAX]);
    const long = Array.from({ length: BUCKETS_MAX + 3 }, (_, i) => T + i * BUCKET_MS);
    expect(long.reduce<Pulse>((pulse, atMs) => addBytes(pulse, atMs, 1), [])).toHaveLength(BUCKETS_MAX);
  });

  it('takes no bytes that were not moved', () => {
    expect(addBytes([], T, 0)).toEqual([]);
    expect(addBytes([], T, -5)).toEqual([]);
    expect(addBytes([], T, Number.NaN)).toEqual([]);
  });
});

describe('its series', () => {
  it('has a place for each bucket: zero for a rate, nothing for a time', () => {
    const pulse = addBytes(lookups([T, 2, 5]), T + 2 * BUCKET_MS, 4_000);
    const series = seriesOf(pulse, T + 2 * BUCKET_MS, 4);
    expect(series.lookups).toEqual([0, 0.5, 0, 0]);
    expect(series.bytes).toEqual([0, 0, 0, 2_000]);
    expect(series.hopsP50).toEqual([null, 2, null, null]);
    expect(series.msP95).toEqual([null, 5, null, null]);
  });

  it.each([
    [[], 0.5, null],
    [[7], 0.95, 7],
    [[3, 1, 2, 4], 0.5, 2],
    [[3, 1, 2, 4], 0.95, 4],
  ])('the quantile of %j at %d is %s', (values, q, wanted) => {
    expect(quantile(values, q)).toBe(wanted);
  });

  it('of a window leaves out what is older', () => {
    const pulse = lookups([T, 9, 9], [T + 60_000, 1, 1]);
    expect(windowQuantile(pulse, T + 60_000, 30_000, 'hops', 0.95)).toBe(1);
    expect(windowQuantile(pulse, T + 300_000, 30_000, 'hops', 0.5)).toBeNull();
  });
});
