import { expect, it } from 'vitest';
import { createChunkSet } from '../store/chunk-set.ts';
import { createChunkPicker } from './chunk-picker.ts';

const ALL = { has: () => true };
const HEDGE_MS = 100;

function picker(total: number, options: { holders?: (index: number) => number; chance?: number } = {}) {
  const here = createChunkSet(total);
  const { holders = () => 3, chance = 0 } = options;
  return { here, picker: createChunkPicker({ total, here, holders, random: () => chance }) };
}

it('gives every chunk once, in runs', () => {
  const { picker: chunks } = picker(5);
  const runs = [1, 2, 3].map(() => chunks.claim({}, ALL, 2, 0, HEDGE_MS));
  expect(runs).toEqual([
    { first: 0, count: 2 },
    { first: 2, count: 2 },
    { first: 4, count: 1 },
  ]);
  expect(chunks.claim({}, ALL, 2, 0, HEDGE_MS)).toBeNull();
});

it('begins at a place of chance, so that two who fetch the same file ask for different chunks', () => {
  const first = picker(100, { chance: 0.1 }).picker.claim({}, ALL, 4, 0, HEDGE_MS);
  const second = picker(100, { chance: 0.7 }).picker.claim({}, ALL, 4, 0, HEDGE_MS);
  expect([first?.first, second?.first]).toEqual([10, 70]);
});

it('takes what few have before what many have', () => {
  const { picker: chunks } = picker(10, { holders: (index) => (index === 6 ? 1 : 4) });
  expect(chunks.claim({}, ALL, 1, 0, HEDGE_MS)).toEqual({ first: 6, count: 1 });
});

it('asks nobody for what it does not have', () => {
  const { picker: chunks } = picker(4);
  const part = createChunkSet(4);
  part.add(2);
  expect(chunks.claim({}, part, 4, 0, HEDGE_MS)).toEqual({ first: 2, count: 1 });
  expect(chunks.claim({}, part, 4, 0, HEDGE_MS)).toBeNull();
});

it('asks a second one for what is long under way, and no third', () => {
  const { picker: chunks } = picker(1);
  const slow = {};
  chunks.claim(slow, ALL, 1, 0, HEDGE_MS);
  expect(chunks.claim({}, ALL, 1, HEDGE_MS - 1, HEDGE_MS)).toBeNull();
  expect(chunks.claim(slow, ALL, 1, HEDGE_MS, HEDGE_MS)).toBeNull();
  expect(chunks.claim({}, ALL, 1, HEDGE_MS, HEDGE_MS)).toEqual({ first: 0, count: 1 });
  expect(chunks.claim({}, ALL, 1, 9 * HEDGE_MS, HEDGE_MS)).toBeNull();
});

it('gives again what was given back, and never what is here', () => {
  const { here, picker: chunks } = picker(2);
  const lane = {};
  chunks.claim(lane, ALL, 2, 0, HEDGE_MS);
  here.add(0);
  chunks.release(lane);
  expect(chunks.claim({}, ALL, 2, 0, HEDGE_MS)).toEqual({ first: 1, count: 1 });
});
