import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { Ticker } from './ticker.ts';

// No jitter: U(0.5 t, 1.5 t) at its middle.
const random = { next: () => 0.5 };

function everyHundred() {
  const clock = new VirtualClock();
  const turns: number[] = [];
  const ticker = new Ticker(clock, random, async () => {
    turns.push(clock.nowMs());
    return 100;
  });
  return { clock, turns, ticker };
}

describe('Ticker', () => {
  it('waits as long as each turn says', async () => {
    const { clock, turns, ticker } = everyHundred();
    ticker.start(10);
    await clock.advance(250);
    expect(turns).toEqual([10, 110, 210]);
  });

  it('brings the next turn forward, once for any number of calls', async () => {
    const { clock, turns, ticker } = everyHundred();
    ticker.start(100);
    await clock.advance(50);
    for (let i = 0; i < 10; i += 1) ticker.hurry(20);
    await clock.advance(100);
    expect(turns).toEqual([70]);
  });

  it('never puts a turn off', async () => {
    const { clock, turns, ticker } = everyHundred();
    ticker.start(10);
    ticker.hurry(50);
    await clock.advance(20);
    expect(turns).toEqual([10]);
  });

  it('runs one turn at a time; one hurried meanwhile comes after it', async () => {
    const clock = new VirtualClock();
    const turns: number[] = [];
    const ticker = new Ticker(clock, random, async () => {
      turns.push(clock.nowMs());
      await new Promise<void>((resolve) => clock.schedule(40, resolve));
      return 1_000;
    });
    ticker.start(0);
    await clock.advance(10);
    ticker.hurry(5);
    await clock.advance(60);
    expect(turns).toEqual([0, 45]);
  });

  it('stops, also in the middle of a turn that then fails', async () => {
    const clock = new VirtualClock();
    let turns = 0;
    const ticker = new Ticker(clock, random, async () => {
      turns += 1;
      await new Promise<void>((resolve) => clock.schedule(10, resolve));
      throw new Error('the member stopped');
    });
    ticker.start(0);
    await clock.advance(5);
    ticker.stop();
    ticker.hurry(0);
    await clock.advance(1_000);
    expect(turns).toBe(1);
  });
});
