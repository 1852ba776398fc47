import { expect, it } from 'vitest';
import { createRateMeter } from './rate-meter.ts';

function moving(bytesPerStep: number, steps: number, stepMs = 100) {
  const meter = createRateMeter(0);
  for (let step = 1; step <= steps; step += 1) meter.moved(bytesPerStep, step * stepMs);
  return meter;
}

it('tells what moves in a second', () => {
  expect(moving(1_000, 20).perSecond(2_000)).toBeCloseTo(10_000, -3);
});

it('forgets how it was some seconds ago', () => {
  const meter = moving(1_000, 100);
  for (let step = 1; step <= 40; step += 1) meter.moved(50, 10_000 + step * 100);
  expect(meter.perSecond(14_000)).toBeLessThan(1_000);
});

it('falls to nothing while nothing moves', () => {
  const meter = moving(1_000, 20);
  expect(meter.perSecond(4_000)).toBeLessThan(5_500);
  expect(meter.perSecond(60_000)).toBeLessThan(400);
});

it('makes no wonder of a burst in the first moment', () => {
  const meter = createRateMeter(0);
  meter.moved(1_000, 1);
  expect(meter.perSecond(1)).toBe(4_000);
});
