import { describe, expect, it } from 'vitest';
import type { System } from '../../system.ts';
import { startDeadline } from './deadline.ts';

/** A clock whose timers fire only when they are told to, however late. */
function manual() {
  let nowMs = 0;
  let timer: { readonly delayMs: number; readonly fn: () => void } | null = null;
  const system = {
    monotonicMs: () => nowMs,
    schedule(delayMs: number, fn: () => void) {
      const own = { delayMs, fn };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
  } as unknown as System;
  return {
    system,
    waitsMs: () => timer?.delayMs ?? null,
    fireAt(atMs: number) {
      nowMs = atMs;
      const due = timer;
      timer = null;
      due?.fn();
    },
  };
}

describe('a deadline', () => {
  it('expires when its time is over', () => {
    const clock = manual();
    let expired = 0;
    startDeadline(clock.system, 250, () => {
      expired += 1;
    });
    expect(clock.waitsMs()).toBe(250);
    clock.fireAt(251);
    expect([expired, clock.waitsMs()]).toEqual([1, null]);
  });

  it('gives back the time in which the process stood still', () => {
    const clock = manual();
    let expired = 0;
    startDeadline(clock.system, 250, () => {
      expired += 1;
    });
    clock.fireAt(400);
    expect([expired, clock.waitsMs()]).toEqual([0, 150]);
    clock.fireAt(551);
    expect([expired, clock.waitsMs()]).toEqual([1, null]);
  });

  it('is put off four times by a process that is starved, and then expires', () => {
    const clock = manual();
    let expired = 0;
    startDeadline(clock.system, 250, () => {
      expired += 1;
    });
    let atMs = 0;
    for (let late = 0; late < 4; late += 1) {
      atMs += (clock.waitsMs() ?? 0) + 100;
      clock.fireAt(atMs);
      expect([expired, clock.waitsMs()]).toEqual([0, 100]);
    }
    clock.fireAt(atMs + 10_000);
    expect([expired, clock.waitsMs()]).toEqual([1, null]);
  });

  it('gives back no more than its own length, however long the process slept', () => {
    const clock = manual();
    startDeadline(clock.system, 250, () => {});
    clock.fireAt(60_000);
    expect(clock.waitsMs()).toBe(250);
  });

  it('never expires once it was cancelled, before its time or in the time given back', () => {
    const clock = manual();
    let expired = 0;
    const cancelEarly = startDeadline(clock.system, 250, () => {
      expired += 1;
    });
    cancelEarly();
    clock.fireAt(251);
    const cancelLate = startDeadline(clock.system, 250, () => {
      expired += 1;
    });
    clock.fireAt(900);
    cancelLate();
    clock.fireAt(1_000);
    expect(expired).toBe(0);
  });
});
