import { describe, expect, it } from 'vitest';
import type { System } from '../../system.ts';
import { deadline } from './deadline.ts';

/** A clock whose timers fire when the test says so. */
function held() {
  let nowMs = 0;
  let timer: { dueMs: number; fn: () => void } | null = null;
  const system = {
    monotonicMs: () => nowMs,
    schedule(delayMs: number, fn: () => void) {
      const own = { dueMs: nowMs + delayMs, fn };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
  } as Partial<System> as System;
  return {
    system,
    /** Runs the timer, if it is due, at this time. */
    wakeAt(ms: number) {
      nowMs = ms;
      const due = timer;
      if (!due || due.dueMs > ms) return;
      timer = null;
      due.fn();
    },
  };
}

describe('a deadline', () => {
  it('passes in time', () => {
    const { system, wakeAt } = held();
    let passed = 0;
    deadline(system, 250, () => passed++);
    wakeAt(249);
    expect(passed).toBe(0);
    wakeAt(260);
    expect(passed).toBe(1);
  });

  it('gives back, once, what this process has slept', () => {
    const { system, wakeAt } = held();
    let passed = 0;
    deadline(system, 250, () => passed++);
    wakeAt(350);
    expect(passed).toBe(0);
    wakeAt(449);
    expect(passed).toBe(0);
    wakeAt(900);
    expect(passed).toBe(1);
  });

  it('gives back no more than its own length', () => {
    const { system, wakeAt } = held();
    let passed = 0;
    deadline(system, 250, () => passed++);
    wakeAt(60_000);
    wakeAt(60_250);
    expect(passed).toBe(1);
  });

  it('can be cancelled, also while it waits once more', () => {
    const { system, wakeAt } = held();
    let passed = 0;
    const cancel = deadline(system, 250, () => passed++);
    wakeAt(400);
    cancel();
    wakeAt(2_000);
    expect(passed).toBe(0);
  });
});
