import { expect } from 'vitest';
import { whyNotIdeal } from '../checkers/ideal-ring.ts';
import { whyNotOrdered } from '../checkers/ordered-lists.ts';
import type { World } from './world.ts';

/** Lets time pass until the ring of all alive is ideal; fails the test, saying why not, after `limitMs`. */
export async function becomesIdeal(world: World, limitMs: number): Promise<void> {
  const r = world.parameters.successorListLength;
  await world.clock.until(() => whyNotIdeal(world.alive, r) === null, limitMs);
  expect(whyNotIdeal(world.alive, r)).toBeNull();
  expect(whyNotOrdered(world.alive)).toBeNull();
}
