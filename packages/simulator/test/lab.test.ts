import { describe, expect, it } from 'vitest';
import { Lab } from '../src/browser.ts';

async function started(members = 16): Promise<Lab> {
  const lab = new Lab({ seed: 3, members });
  await lab.start();
  return lab;
}

describe('a lab', () => {
  it('begins with an ideal ring, each member at its place', async () => {
    const state = (await started()).state();
    expect(state).toMatchObject({ notIdeal: null, rings: 1 });
    expect(state.members).toHaveLength(16);
    for (const { position, memberId } of state.members)
      expect(position).toBeCloseTo(Number.parseInt(memberId.slice(0, 8), 16) / 2 ** 32, 6);
    const order = [...state.members].sort((a, b) => a.position - b.position);
    expect(order[0]?.successors[0]).toBe(order[1]?.name);
    expect(order[0]?.predecessor).toBe(order[15]?.name);
  });

  it('lets a lookup be traced hop by hop', async () => {
    const lab = await started();
    const found = await lab.lookUp('m0', 'f'.repeat(64));
    expect(found).toMatchObject({ right: true, error: null, from: 'm0' });
    expect(found.hops.at(-1)).toMatchObject({ outcome: 'owner', to: found.owner });
    expect(found.ms).toBeGreaterThan(0);
  });

  it('breaks and heals as time goes by', async () => {
    const lab = await started();
    lab.kill(['m1', 'm2']);
    expect(lab.state().notIdeal).not.toBeNull();
    lab.partition(['m3', 'm4', 'm5']);
    expect((await lab.step(60_000)).rings).toBe(2);
    lab.heal();
    lab.restart('m1');
    expect(lab.add(2)).toEqual(['m16', 'm17']);
    lab.pause('m6', 1_000);
    lab.leave('m7');
    expect(await lab.step(30_000)).toMatchObject({ notIdeal: null, rings: 1 });
  });

  it('tells by name whatever it was asked, one after the other', async () => {
    const lab = await started();
    const both = await Promise.all([lab.lookUp('m1'), lab.step(1_000), lab.lookUp('m2', undefined, 'full')]);
    expect(both[0].right && both[2].right).toBe(true);
  });

  it('says why a lookup found nothing', async () => {
    const lab = await started();
    lab.kill(['m1']);
    expect(await lab.lookUp('m1')).toMatchObject({ owner: null, right: false, error: 'm1 is not running' });
    lab.pause('m2', 100_000);
    await expect(lab.lookUp('m2')).rejects.toThrow('m2 is paused');
  });

  it('does the same again for the same seed', async () => {
    const play = async () => {
      const lab = await started();
      lab.setWeather(50, 0.1);
      lab.kill(['m4']);
      return lab.step(5_000);
    };
    expect(await play()).toEqual(await play());
  });

  it('refuses what it does not have', async () => {
    expect(() => new Lab({ seed: 1, members: 0 })).toThrow('1 to');
    expect(() => new Lab({ seed: 1, members: 1e9 })).toThrow('1 to');
    const lab = await started(3);
    expect(() => lab.kill(['x'])).toThrow('no member');
    expect(() => lab.restart('m1')).toThrow('running');
    expect(() => lab.step(Number.NaN)).toThrow('milliseconds');
    expect(() => lab.setWeather(-1, 2)).toThrow('weather');
    expect(() => lab.add(1e6)).toThrow('at most');
    await expect(lab.lookUp('m1', 'nonsense')).rejects.toThrow('hex');
  });
});

it('a step of a part of a millisecond goes to the next whole one, and ends', async () => {
  const lab = new Lab({ seed: 1, members: 4 });
  const { nowMs } = await lab.start();
  expect((await lab.step(609.6)).nowMs).toBe(nowMs + 610);
  expect((await lab.step(0.1)).nowMs).toBe(nowMs + 611);
});
