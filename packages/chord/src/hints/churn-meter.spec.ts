import { describe, expect, it } from 'vitest';
import { ChurnMeter } from './churn-meter.ts';

/** What full membership costs after five minutes in which so many members go each second. */
function costAt(departuresPerSecond: number): number {
  const meter = new ChurnMeter();
  for (let ms = 0; ms < 300_000; ms += 1000 / departuresPerSecond) meter.departed(ms);
  return meter.bytesPerSecond(300_000);
}

describe('what full membership costs', () => {
  it('is nothing in a ring that nobody leaves', () => {
    expect(new ChurnMeter().bytesPerSecond(1e9)).toBe(0);
  });

  it('is 100 bytes a second for each member that goes in a second', () => {
    expect(costAt(1)).toBeCloseTo(100, -1);
    expect(costAt(8)).toBeCloseTo(800, -2);
  });

  it('is little at 10,000 members with sessions of an hour, much at 1,000 with sessions of 1.4 minutes', () => {
    expect(costAt(10_000 / 3_600)).toBeLessThan(300);
    expect(costAt(1_000 / 84)).toBeGreaterThan(1_000);
  });

  it('is forgotten when the ring is quiet again', () => {
    const meter = new ChurnMeter();
    for (let i = 0; i < 100; i += 1) meter.departed(0);
    expect(meter.bytesPerSecond(600_000)).toBeLessThan(1);
  });
});
