// What the simulator promises to those who write tests with it.

import { RemoteError } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { CALM, SeededRandom, SIMULATED, World } from '../src/index.ts';
import { ringOf } from './tiny-world.ts';

async function history(seed: number): Promise<string[]> {
  const world = new World({ seed, parameters: SIMULATED });
  const log: string[] = [];
  world.listener = (host, event) => log.push(`${world.nowMs} ${host.name} ${event.type}`);
  world.network.weather = {
    ...CALM,
    latencyMaxMs: 80,
    loss: 0.05,
    duplication: 0.05,
    reordering: 0.1,
    reorderMs: 200,
  };
  const random = new SeededRandom(seed, 'test');
  for (let i = 0; i < 12; i += 1) {
    world.start(world.add(), i === 0 ? [] : [world.hosts[random.below(i)]!.contact]);
    await world.run(random.below(500));
  }
  world.crash(world.hosts[3]!);
  await world.run(20_000);
  log.push(`${world.events} events`);
  return log;
}

describe('a world', () => {
  it('repeats exactly for one seed', async () => {
    const first = await history(5);
    expect(first.length).toBeGreaterThan(50);
    expect(await history(5)).toEqual(first);
    expect(await history(6)).not.toEqual(first);
  });

  it('becomes a ring', async () => {
    const { hosts } = await ringOf(6);
    const order = hosts.map((h) => h.contact.memberId).sort();
    for (const { contact, process } of hosts) {
      const next = order[(order.indexOf(contact.memberId) + 1) % 6];
      expect(process?.node.snapshot().successors[0]?.memberId).toBe(next);
    }
  });

  it('lets a crashed member come back with what was on its disk', async () => {
    const { world, hosts } = await ringOf(3);
    const host = hosts[1]!;
    world.sync(host);
    world.crash(host);
    await world.run(10_000);
    world.start(host, []);
    await world.run(5_000);
    expect(host.contact.incarnation).toBe(2);
    expect(host.process?.node.snapshot().successors).toHaveLength(2);
  });

  it('forgets what was not synced', async () => {
    const { world, hosts } = await ringOf(3);
    world.crash(hosts[1]!);
    expect(hosts[1]!.disk).toEqual([]);
  });

  it('keeps what happens to a paused process until it goes on', async () => {
    const { world, hosts } = await ringOf(3);
    const host = hosts[2]!;
    world.pause(host, 60_000);
    await world.run(30_000);
    const others = hosts.slice(0, 2).map(({ process }) => process?.node.snapshot().successors.length);
    expect(others).toEqual([1, 1]);
    expect(host.process?.node.snapshot().successors).toHaveLength(2);
    await world.run(60_000);
    expect(hosts.map(({ process }) => process?.node.snapshot().successors.length)).toEqual([2, 2, 2]);
  });

  it('answers lookups', async () => {
    const { world, hosts } = await ringOf(5);
    const key = hosts[4]!.contact.memberId;
    let owner = '';
    void world.lookUp(hosts[0]!, key).then((result) => {
      owner = result.owner.memberId;
    });
    expect(await world.until(() => owner !== '', 5_000)).toBe(true);
    expect(owner).toBe(key);
  });

  it('takes a member away that leaves, also one that is killed meanwhile', async () => {
    const { world, hosts } = await ringOf(4);
    void world.leave(hosts[1]!);
    void world.leave(hosts[2]!);
    world.crash(hosts[2]!);
    await world.run(5_000);
    expect(world.alive).toEqual([hosts[0], hosts[3]]);
  });

  it('lets a call be answered instead of sent', async () => {
    const { world, hosts } = await ringOf(3);
    const { sent } = world.network;
    const before = sent.getNeighbors;
    world.intercept = ({ method }) =>
      method === 'getNeighbors' ? Promise.reject(new RemoteError('answered', 'frozen')) : null;
    await world.run(10_000);
    expect(sent.getNeighbors).toBe(before);
    expect(hosts[0]?.process?.node.snapshot().successors).toHaveLength(2);
  });
});
