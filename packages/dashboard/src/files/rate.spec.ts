import { expect, it } from 'vitest';
import { addSample, leftMs, type RateSample, rateOf } from './rate.ts';

const feed = (...samples: [number, number][]) =>
  samples.reduce<readonly RateSample[]>((before, [atMs, bytes]) => addSample(before, { atMs, bytes }), []);

it('is bytes over time', () => {
  expect(rateOf(feed([0, 0], [1_000, 500]))).toBe(500);
  expect(leftMs(feed([0, 0], [1_000, 500]), 1_500)).toBe(2_000);
});

it('follows the last seconds and forgets the start', () => {
  expect(rateOf(feed([0, 0], [1_000, 9_000], [6_000, 9_100], [7_000, 9_200]))).toBe(100);
});

it('is unknown at the start and while nothing moves', () => {
  expect(rateOf([])).toBeNull();
  expect(rateOf(feed([0, 0], [50, 10]))).toBeNull();
  expect(leftMs(feed([0, 0], [1_000, 0]), 10)).toBeNull();
});

it('keeps few samples however often it is told', () => {
  const samples = feed(...Array.from({ length: 5_000 }, (_, i): [number, number] => [i, i]));
  expect(samples.length).toBeLessThan(25);
});
