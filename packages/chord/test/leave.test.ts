import { describe, expect, it } from 'vitest';
import { RemoteError } from '../src/index.ts';
import { becomesIdeal } from './support/ideal.ts';
import { type Inhabitant, World } from './support/world.ts';

describe('a member that leaves', () => {
  it.each([2, 3, 8])('leaves a ring of %i that is ideal within 5 s', async (count) => {
    const world = new World(count);
    const members = await world.grow(count);
    await world.clock.advance(15_000);
    await world.leave(world.random.pick(members));
    await becomesIdeal(world, 5_000);
  });

  it('tells that it left, and is no member any more', async () => {
    const world = new World();
    const [member] = (await world.grow(3)) as [Inhabitant];
    await world.clock.advance(2_000);
    await world.leave(member);
    expect(member.events.at(-1)).toEqual({ type: 'left' });
    expect(member.node.snapshot()).toMatchObject({ joined: false, phase: 'stopped' });
    expect(() => member.node.handleGetNeighbors()).toThrow(RemoteError);
    await expect(member.node.lookup(member.contact.memberId).next()).rejects.toMatchObject({
      code: 'NOT_JOINED',
    });
  });

  it('has not failed, by the word of its neighbours', async () => {
    const world = new World(2);
    const [, member] = (await world.grow(3)) as [Inhabitant, Inhabitant];
    await world.clock.advance(15_000);
    await world.leave(member);
    await becomesIdeal(world, 5_000);
    const told = world.alive.flatMap(({ events }) => events.map((event) => event.type));
    expect(told).not.toContain('member_failed');
  });

  it('does not splice: until its neighbours have looked, their lists are their own', async () => {
    const world = new World(4);
    const members = await world.grow(8);
    await world.clock.advance(15_000);
    const before = new Map(members.map((m) => [m, m.node.snapshot().successors]));
    const leaver = members[2] as Inhabitant;
    for (const { node } of members) if (node !== leaver.node) node.handleLeaving(leaver.contact);
    for (const [m, successors] of before) expect(m.node.snapshot().successors).toEqual(successors);
  });

  it('may come back', async () => {
    const world = new World(6);
    const members = await world.grow(5);
    await world.clock.advance(3_000);
    const member = members[1] as Inhabitant;
    await world.leave(member);
    world.spawn({ ...member.contact, incarnation: 2 }, member.node.known());
    await becomesIdeal(world, 5_000);
  });
});
