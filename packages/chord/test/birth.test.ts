import { describe, expect, it } from 'vitest';
import { DEMO } from '../src/index.ts';
import { whyNotIdeal } from './checkers/ideal-ring.ts';
import { World } from './support/world.ts';

const R = DEMO.successorListLength;

describe('birth of a ring', () => {
  it.each([1, 2, 3, R, R + 1, 8, 20])(
    'of %i members, one after the other, is ideal within 5 s of the last',
    async (count) => {
      const world = new World(count);
      await world.grow(count);
      const tookMs = await world.clock.until(() => whyNotIdeal(world.alive, R) === null, 5_000);
      expect(whyNotIdeal(world.alive, R)).toBeNull();
      console.log(count, tookMs, world.network.messages);
    },
  );

  it.each([2, 5, 8, 16])('of %i members at once, which know one another, becomes one', async (count) => {
    const world = new World(count);
    const contacts = Array.from({ length: count }, (_, i) => world.contact(i));
    for (const c of contacts) world.spawn(c, contacts);
    const tookMs = await world.clock.until(() => whyNotIdeal(world.alive, R) === null, 5_000);
    expect(whyNotIdeal(world.alive, R)).toBeNull();
    console.log(count, tookMs, world.network.messages);
  });
});
