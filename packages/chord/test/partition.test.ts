// The network splits, and heals. Plain Chord never becomes one ring again after a long split.
import { describe, expect, it } from 'vitest';
import { DEFAULT, DEMO } from '../src/index.ts';
import { whyNotIdeal } from './checkers/ideal-ring.ts';
import { becomesIdeal } from './support/ideal.ts';
import { type Inhabitant, World } from './support/world.ts';

async function splitRing(
  seed: number,
  count: number,
  lastsMs: number,
  parameters = DEMO,
): Promise<[World, Inhabitant[][]]> {
  const world = new World(seed, parameters);
  const members = await world.grow(count);
  await world.clock.advance(10_000);
  const sides = [members.filter((_, i) => i % 2 === 0), members.filter((_, i) => i % 2 === 1)];
  world.network.split(sides.map((side) => side.map((m) => m.contact.address)));
  await world.clock.advance(lastsMs);
  return [world, sides];
}

describe('a ring that is split', () => {
  it('becomes two rings, each ideal', async () => {
    const [world, sides] = await splitRing(1, 8, 20_000);
    for (const side of sides) expect(whyNotIdeal(side, world.parameters.successorListLength)).toBeNull();
  });

  it.each([
    [2, 3_000],
    [8, 3_000],
    [8, 120_000],
    [16, 120_000],
  ])('of %i members for %i ms becomes one again within 10 s', async (count, lastsMs) => {
    const [world] = await splitRing(count, count, lastsMs);
    world.network.heal();
    await becomesIdeal(world, 10_000);
  });

  it('becomes one again within 60 s with the default timers', async () => {
    const [world] = await splitRing(5, 8, 120_000, DEFAULT);
    world.network.heal();
    await becomesIdeal(world, 60_000);
  });

  it('tells that two rings met', async () => {
    const [world] = await splitRing(2, 8, 60_000);
    world.network.heal();
    await becomesIdeal(world, 10_000);
    const told = world.alive.flatMap(({ events }) => events.map((event) => event.type));
    expect(told).toContain('merged');
  });

  it('into one member and the rest takes the lonely one back', async () => {
    const world = new World(9);
    const members = await world.grow(8);
    await world.clock.advance(10_000);
    const lonely = members[4] as Inhabitant;
    world.network.split([[lonely.contact.address]]);
    await world.clock.advance(60_000);
    expect(lonely.node.snapshot().successors).toEqual([]);
    world.network.heal();
    await becomesIdeal(world, 10_000);
  });
});

describe('two rings that never met', () => {
  it('merge when one member of one learns of one of the other', async () => {
    const world = new World(3);
    const ours = await world.grow(5);
    const theirs = world.spawn(world.contact(100), []);
    for (let i = 101; i < 105; i += 1) world.spawn(world.contact(i), [theirs.contact]);
    await world.clock.advance(5_000);
    ours[2]?.node.learn([theirs.contact]);
    await becomesIdeal(world, 15_000);
  });
});
