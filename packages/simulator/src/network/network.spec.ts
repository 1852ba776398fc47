import type { Contact } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../random/seeded-random.ts';
import { TimingWheel } from '../time/timing-wheel.ts';
import { Network } from './network.ts';
import { CALM, type Weather } from './weather.ts';

const contact = (address: string) => ({ address }) as Contact;

function sending(weather: Partial<Weather>, count = 1_000) {
  const wheel = new TimingWheel();
  const network = new Network(wheel, new SeededRandom(1));
  network.weather = { ...CALM, ...weather };
  const arrived: { i: number; ms: number }[] = [];
  const send = (i: number) =>
    network.send('ping', contact('a'), contact('b'), { arrive: () => arrived.push({ i, ms: wheel.nowMs }) });
  const run = () => {
    for (let i = 0; i < count; i += 1) send(i);
    for (let event = wheel.next(100_000); event !== null; event = wheel.next(100_000)) event.run();
    return arrived;
  };
  return { network, wheel, send, run, arrived };
}

describe('a network', () => {
  it('is late within its bounds', () => {
    const ms = sending({ latencyMinMs: 10, latencyMaxMs: 50 })
      .run()
      .map((message) => message.ms);
    expect(ms).toHaveLength(1_000);
    expect(Math.min(...ms)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...ms)).toBeLessThanOrEqual(50);
  });

  it('loses its share', () => {
    expect(sending({ loss: 0.2 }).run().length / 1_000).toBeCloseTo(0.8, 1);
  });

  it('delivers its share twice', () => {
    expect(sending({ duplication: 0.2 }).run().length / 1_000).toBeCloseTo(1.2, 1);
  });

  it('lets messages overtake', () => {
    const inOrder = (arrived: { i: number }[]) =>
      arrived.every(({ i }, at) => at === 0 || i > arrived[at - 1]!.i);
    const steady = { latencyMinMs: 5, latencyMaxMs: 5 };
    expect(inOrder(sending(steady).run())).toBe(true);
    expect(inOrder(sending({ ...steady, reordering: 0.1, reorderMs: 20 }).run())).toBe(false);
  });

  it('spares retries when told to: no second loss between two addresses for a while', () => {
    const { network, run } = sending({ loss: 0.5 });
    network.spareMs = 1_000;
    expect(run()).toHaveLength(999);
  });

  it('drops what a cut meets on its way', () => {
    const { network, send, wheel, arrived } = sending({});
    send(1);
    network.cuts.cut(['a'], ['b']);
    wheel.next(100)?.run();
    expect(arrived).toEqual([]);
  });

  it('counts what is sent', () => {
    const { network, run } = sending({ loss: 1 });
    run();
    expect(network.sent.ping).toBe(1_000);
  });
});
