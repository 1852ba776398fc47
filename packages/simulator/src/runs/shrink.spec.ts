import { expect, it } from 'vitest';
import { shrink } from './shrink.ts';

const numbers = Array.from({ length: 100 }, (_, i) => i);
const has = (...wanted: number[]) => {
  return async (part: readonly number[]) => wanted.every((n) => part.includes(n));
};

it('finds the few acts that matter', async () => {
  const { script, tries } = await shrink(numbers, has(3, 57, 58));
  expect(script).toEqual([3, 57, 58]);
  expect(tries).toBeLessThan(200);
});

it('finds one act, or leaves all that are needed', async () => {
  expect((await shrink(numbers, has(99))).script).toEqual([99]);
  expect((await shrink([1, 2], has(1, 2))).script).toEqual([1, 2]);
});

it('stops after so many tries', async () => {
  const { script, tries } = await shrink(numbers, has(...numbers), 20);
  expect(tries).toBe(20);
  expect(script).toHaveLength(100);
});
