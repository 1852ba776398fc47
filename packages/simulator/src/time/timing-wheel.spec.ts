import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../random/seeded-random.ts';
import { TimedAct } from './timed-act.ts';
import { TimingWheel } from './timing-wheel.ts';

function wheelAndLog() {
  const wheel = new TimingWheel();
  const log: string[] = [];
  const add = (name: string, delayMs: number) => {
    const event = new TimedAct(() => log.push(`${name}@${wheel.nowMs}`));
    wheel.add(event, delayMs);
    return event;
  };
  const run = (untilMs: number) => {
    for (let event = wheel.next(untilMs); event !== null; event = wheel.next(untilMs)) event.run();
    return log.splice(0);
  };
  return { wheel, add, run };
}

describe('TimingWheel', () => {
  it('runs events in the order of their moments, and of their scheduling', () => {
    const { add, run } = wheelAndLog();
    add('c', 30);
    add('a', 10);
    add('b', 10);
    expect(run(100)).toEqual(['a@10', 'b@10', 'c@30']);
  });

  it('moves time to where it was told, and no further', () => {
    const { wheel, add, run } = wheelAndLog();
    add('late', 101);
    expect(run(100)).toEqual([]);
    expect(wheel.nowMs).toBe(100);
    expect(run(101)).toEqual(['late@101']);
  });

  it('rounds up: an event is never early', () => {
    const { add, run } = wheelAndLog();
    add('a', 0.2);
    add('b', -5);
    expect(run(10)).toEqual(['b@0', 'a@1']);
  });

  it('takes an event out, also twice, also after it ran', () => {
    const { wheel, add, run } = wheelAndLog();
    const events = [add('a', 1), add('b', 1), add('c', 1)];
    wheel.remove(events[1] as TimedAct);
    wheel.remove(events[1] as TimedAct);
    expect(run(5)).toEqual(['a@1', 'c@1']);
    wheel.remove(events[0] as TimedAct);
    expect(wheel.size).toBe(0);
  });

  it('holds what lies far beyond one turn of the wheel', () => {
    const { wheel, add, run } = wheelAndLog();
    add('far', 1_000_000);
    add('farther', 3_000_000);
    wheel.remove(add('gone', 500_000));
    expect(run(999_999)).toEqual([]);
    expect(run(4_000_000)).toEqual(['far@1000000', 'farther@3000000']);
  });

  it('agrees with a sorted list', () => {
    const random = new SeededRandom(3);
    const { wheel, run } = wheelAndLog();
    const seen: number[] = [];
    const due: number[] = [];
    const add = (delayMs: number) => {
      due.push(wheel.nowMs + delayMs);
      wheel.add(new TimedAct(() => seen.push(wheel.nowMs)), delayMs);
    };
    for (let i = 0; i < 2_000; i += 1) {
      add(random.chance(0.1) ? random.below(300_000) : random.below(2_000));
      if (random.chance(0.3)) run(wheel.nowMs + random.below(5_000));
    }
    run(10_000_000);
    expect(seen).toEqual(due.sort((a, b) => a - b));
  });
});
