import { describe, expect, it } from 'vitest';
import type { System } from '../system.ts';
import { CallBudget } from './call-budget.ts';

function budget() {
  const time = { nowMs: 0 };
  const system = { monotonicMs: () => time.nowMs } as System;
  const calls = new CallBudget(system, { perSecond: 10, burst: 20 });
  const takeAll = (caller: string) => {
    let taken = 0;
    while (taken < 1_000 && calls.take(caller)) taken += 1;
    return taken;
  };
  return { time, calls, takeAll };
}

describe('the budget of a caller', () => {
  it('allows a burst, then so many a second', () => {
    const { time, takeAll } = budget();
    expect(takeAll('a')).toBe(20);
    time.nowMs += 500;
    expect(takeAll('a')).toBe(5);
    time.nowMs += 3_600_000;
    expect(takeAll('a')).toBe(20);
  });

  it('is not touched by what others do', () => {
    const { takeAll } = budget();
    takeAll('a');
    expect(takeAll('b')).toBe(20);
  });

  it('is kept for a bounded number of callers', () => {
    const { calls, takeAll } = budget();
    takeAll('a');
    for (let i = 0; i < 2_000; i += 1) calls.take(`caller ${i}`);
    expect(takeAll('a')).toBe(20);
  });
});
