// A ring is born: one member after the other, or many at once that have never met.
import { describe, expect, it } from 'vitest';
import { addPowerOfTwo, DEMO } from '../src/index.ts';
import { becomesIdeal } from './support/ideal.ts';
import { oracleOwner } from './support/oracle.ts';
import { World } from './support/world.ts';

const R = DEMO.successorListLength;

describe('a ring that grows one by one', () => {
  it.each([1, 2, 3, R, R + 1, 8, 20])('is ideal within 5 s of its last member, with %i', async (count) => {
    const world = new World(count);
    await world.grow(count);
    await becomesIdeal(world, 5_000);
  });

  it('has members that joined through another, except the first', async () => {
    const world = new World();
    const [first, second] = await world.grow(2);
    expect(first?.events[0]).toEqual({ type: 'joined', via: null });
    expect(second?.events.find((event) => event.type === 'joined')).toEqual({
      type: 'joined',
      via: first?.contact,
    });
  });

  it('of one has no neighbours and owns every key', async () => {
    const world = new World();
    const [only] = await world.grow(1);
    await world.clock.advance(3_000);
    expect(only?.node.snapshot()).toMatchObject({
      predecessor: null,
      successors: [],
      fingers: [],
      phase: 'up',
    });
    expect(only?.node.owns(world.contact(7).memberId)).toBe(true);
  });

  it('gets its fingers: the owner of self + 2^e for every e that the first successor does not cover', async () => {
    const world = new World();
    await world.grow(20);
    await world.clock.advance(20_000);
    for (const { node } of world.alive) {
      const { self, successors, fingers } = node.snapshot();
      const expected = new Set<string>();
      for (let e = 0; e < 256; e += 1) {
        expected.add(oracleOwner(world.alive, addPowerOfTwo(self.memberId, e)).memberId);
      }
      expected.delete(self.memberId);
      expected.delete(successors[0]?.memberId ?? '');
      expect(new Set(fingers.map(({ contact }) => contact.memberId))).toEqual(expected);
    }
  });
});

describe('members that start at once', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  it.each(seeds)('become one ring within 5 s when each knows all, seed %i', async (seed) => {
    const world = new World(seed);
    const contacts = Array.from({ length: 8 }, (_, i) => world.contact(i));
    for (const contact of contacts) world.spawn(contact, contacts);
    await becomesIdeal(world, 5_000);
  });

  it.each(seeds)('become one ring within 5 s when each knows only the next, seed %i', async (seed) => {
    const world = new World(seed);
    const contacts = Array.from({ length: 8 }, (_, i) => world.contact(i));
    contacts.forEach((contact, i) => {
      const next = contacts[(i + 1) % contacts.length];
      world.spawn(contact, next ? [next] : []);
    });
    await becomesIdeal(world, 5_000);
  });

  it.each(seeds)('become one ring within 5 s through one bootstrap member, seed %i', async (seed) => {
    const world = new World(seed);
    const contacts = Array.from({ length: 8 }, (_, i) => world.contact(i));
    for (const contact of contacts) world.spawn(contact, contacts.slice(0, 1));
    await becomesIdeal(world, 5_000);
  });

  it('say that they merged', async () => {
    const world = new World();
    const contacts = [world.contact(0), world.contact(1)];
    for (const contact of contacts) world.spawn(contact, contacts);
    await becomesIdeal(world, 5_000);
    const told = world.alive.flatMap(({ events }) => events.map((event) => event.type));
    expect(told).toContain('merged');
  });
});

describe('a member whose known contacts are all dead', () => {
  it('starts a ring of one, and is absorbed once one of them lives', async () => {
    const world = new World();
    const late = world.contact(1);
    const early = world.spawn(world.contact(0), [late]);
    await world.clock.advance(30_000);
    expect(early.node.snapshot()).toMatchObject({ joined: true, successors: [] });
    world.spawn(late, []);
    await becomesIdeal(world, 8_000);
  });
});
