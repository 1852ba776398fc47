// Members die. Silent deaths are found by deadlines alone; a refused connection, or a hint that one closed, is quicker.
import { describe, expect, it } from 'vitest';
import { becomesIdeal } from './support/ideal.ts';
import { type Inhabitant, World } from './support/world.ts';

async function quietRing(seed: number, count: number): Promise<{ world: World; members: Inhabitant[] }> {
  const world = new World(seed);
  const members = await world.grow(count);
  // Long enough for every timer to have backed off.
  await world.clock.advance(15_000);
  return { world, members };
}

function crashSome(world: World, members: readonly Inhabitant[], count: number): Inhabitant[] {
  const rest = [...members];
  return Array.from({ length: count }, () => {
    const [victim] = rest.splice(world.random.below(rest.length), 1);
    world.crash(victim as Inhabitant);
    return victim as Inhabitant;
  });
}

describe('a silent crash', () => {
  it.each([2, 3, 5, 8, 16])('of one of %i is repaired within 10 s', async (count) => {
    const { world, members } = await quietRing(count, count);
    crashSome(world, members, 1);
    await becomesIdeal(world, 10_000);
  });

  it.each([3, 4, 5, 8, 16])('of two of %i at once is repaired within 10 s', async (count) => {
    const { world, members } = await quietRing(count, count);
    crashSome(world, members, 2);
    await becomesIdeal(world, 10_000);
  });

  it('of neighbours, r - 1 in a row, is repaired within 10 s', async () => {
    const { world, members } = await quietRing(1, 12);
    const order = [...members].sort((a, b) => (a.contact.memberId < b.contact.memberId ? -1 : 1));
    for (const victim of order.slice(2, 2 + world.parameters.successorListLength - 1)) world.crash(victim);
    await becomesIdeal(world, 10_000);
  });

  it('of everybody else leaves a ring of one', async () => {
    const { world, members } = await quietRing(2, 8);
    for (const victim of members.slice(1)) world.crash(victim);
    await becomesIdeal(world, 10_000);
  });

  it('is told once by each member that had listed the dead one', async () => {
    const { world, members } = await quietRing(3, 3);
    const [victim] = crashSome(world, members, 1);
    await becomesIdeal(world, 10_000);
    await world.clock.advance(20_000);
    for (const { events } of world.alive) {
      const failed = events.filter((event) => event.type === 'member_failed');
      expect(failed.map((event) => event.contact.memberId)).toEqual([victim?.contact.memberId]);
    }
  });
});

describe('a crash of two of 8 whose connections are refused and suspected', () => {
  it.each([1, 2, 3, 4])('is repaired within 2 s, seed %i', async (seed) => {
    const { world, members } = await quietRing(seed, 8);
    world.network.refuses = true;
    for (const victim of crashSome(world, members, 2)) {
      for (const { node } of world.alive) node.suspect(victim.contact.memberId);
    }
    await becomesIdeal(world, 2_000);
  });
});

describe('a member that lives', () => {
  it('is not evicted because it is suspected, or because single calls to it get lost', async () => {
    const { world, members } = await quietRing(4, 8);
    world.network.weather = { latencyMinMs: 1, latencyMaxMs: 40, loss: 0.02 };
    for (let i = 0; i < 20; i += 1) {
      for (const { node } of members)
        node.suspect(members[0]?.contact.memberId ?? node.snapshot().self.memberId);
      await world.clock.advance(200);
    }
    world.network.weather = { latencyMinMs: 1, latencyMaxMs: 5, loss: 0 };
    await becomesIdeal(world, 5_000);
  });
});
