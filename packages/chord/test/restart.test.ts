// A member comes back with the identity it had, before the others have noticed that it was away.
import { describe, expect, it } from 'vitest';
import { becomesIdeal } from './support/ideal.ts';
import { lookUp } from './support/oracle.ts';
import { type Inhabitant, World } from './support/world.ts';

function restart(world: World, member: Inhabitant, address: string): Inhabitant {
  world.crash(member);
  const { incarnation } = member.contact;
  return world.spawn({ ...member.contact, address, incarnation: incarnation + 1 }, member.node.known());
}

describe('a member that restarts with the same identity', () => {
  const sizes = [2, 3, 5, 8];

  it.each(sizes)('rejoins at its old address, in a ring of %i', async (count) => {
    const world = new World(count);
    const members = await world.grow(count);
    await becomesIdeal(world, 5_000);
    const member = world.random.pick(members);
    restart(world, member, member.contact.address);
    await becomesIdeal(world, 10_000);
  });

  it.each(sizes)('rejoins at another address, in a ring of %i', async (count) => {
    const world = new World(count);
    const members = await world.grow(count);
    await becomesIdeal(world, 5_000);
    restart(world, world.random.pick(members), 'elsewhere');
    await becomesIdeal(world, 10_000);
  });

  it('is found at its new address by members that remember the old one', async () => {
    const world = new World(3);
    const members = await world.grow(8);
    await becomesIdeal(world, 5_000);
    const reborn = restart(world, members[3] as Inhabitant, 'elsewhere');
    await becomesIdeal(world, 10_000);
    for (const member of world.alive) {
      const { owner } = await lookUp(world, member, reborn.contact.memberId);
      expect(owner).toEqual(reborn.contact);
    }
  });

  it('rejoins together with all others, in any order', async () => {
    const world = new World(5);
    const members = await world.grow(8);
    await becomesIdeal(world, 5_000);
    for (const member of members) world.crash(member);
    for (const member of [...members].reverse()) {
      world.spawn({ ...member.contact, incarnation: 2 }, member.node.known());
      await world.clock.advance(60);
    }
    await becomesIdeal(world, 5_000);
  });
});
