import { describe, expect, it } from 'vitest';
import { TestClock } from '../test-clock.ts';
import { createLabBench } from './lab-bench.ts';
import { EMPTY_LAB, HISTORY_MAX, reduceLab } from './lab-model.ts';
import type { LabReply } from './lab-protocol.ts';

function setUp() {
  const replies: LabReply[] = [];
  const clock = new TestClock();
  const bench = createLabBench((reply) => replies.push(reply), clock);
  const last = () => replies.reduce(reduceLab, EMPTY_LAB);
  /** Lets the lab run until its ring says so, in looks of 120 ms. */
  const until = async (is: () => boolean) => {
    for (let i = 0; i < 2_000 && !is(); i++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      clock.pass(1_000);
    }
  };
  return { bench, replies, last, until };
}

describe('the lab', () => {
  it('makes a ring, looks up, and the owner is right', async () => {
    const { bench, last } = setUp();
    await bench.take({ type: 'start', members: 16, seed: 1 });
    expect(last().view).toMatchObject({ up: 16, rings: 1, misplaced: 0, notIdeal: null });
    expect(last().view?.dots.map(({ id }) => id)).toEqual([...last().view!.dots.map(({ id }) => id)].sort());
    await bench.take({ type: 'lookup' });
    expect(last().lookup).toMatchObject({ right: true });
    expect(last().lookup?.hops.every(({ toId }) => /^[0-9a-f]{64}$/.test(toId))).toBe(true);
  });

  it('heals after half of its members were killed', async () => {
    const { bench, last, until } = setUp();
    await bench.take({ type: 'start', members: 16, seed: 1 });
    await bench.take({ type: 'kill', share: 0.25 });
    expect(last().view).toMatchObject({ up: 12 });
    expect(last().view?.misplaced).toBeGreaterThan(0);
    await bench.take({ type: 'speed', speed: 5 });
    await until(() => last().view?.notIdeal === null);
    expect(last().view).toMatchObject({ up: 12, misplaced: 0, rings: 1, notIdeal: null });
    await bench.take({ type: 'speed', speed: 0 });
  });

  it('keeps one member alive, whatever share is killed', async () => {
    const { bench, last } = setUp();
    await bench.take({ type: 'start', members: 3, seed: 1 });
    await bench.take({ type: 'kill', share: 1 });
    expect(last().view?.up).toBe(1);
  });

  it('takes no size that there is not', async () => {
    const { bench, last } = setUp();
    await bench.take({ type: 'start', members: Number.NaN, seed: 1 });
    expect(last().fault).toContain('members');
    await bench.take({ type: 'kill', share: 0.5 });
    expect(last().view).toBeNull();
  });

  it('remembers a bounded part of how it came here', () => {
    const state = {
      nowMs: 0,
      events: 0,
      messages: 0,
      rings: 1,
      notIdeal: null,
      misplaced: 0,
      up: 1,
      dots: [],
    };
    const model = Array.from({ length: HISTORY_MAX + 9 }, (_, i) => ({ ...state, nowMs: i })).reduce(
      (before, one) => reduceLab(before, { type: 'state', state: one }),
      EMPTY_LAB,
    );
    expect([model.history.length, model.history[0]?.nowMs]).toEqual([HISTORY_MAX, 9]);
  });
});
