import type { Contact, LookupStepReply, Neighbors } from '@acorde/chord';
import { expect, it } from 'vitest';
import { SeededRandom } from '../random/seeded-random.ts';
import { liesAbout } from './lies.ts';

const known = ['a', 'b', 'c'].map((memberId) => ({ memberId }) as Contact);
const self = known[0] as Contact;
const truth: Neighbors = { member: self, predecessor: null, successors: known.slice(1) };

it('a liar speaks for itself alone, and tells lists in every wrong way', () => {
  const lie = liesAbout(known, new SeededRandom(1, 'lies'));
  const told = Array.from({ length: 200 }, () => lie('getNeighbors', self, truth) as Neighbors);
  expect(told.every(({ member }) => member === self)).toBe(true);
  const lengths = new Set(told.map(({ successors }) => successors.length));
  expect([...lengths].sort((a, b) => a - b)).toEqual([0, 2, 3, 4, 2_000]);
});

it('a liar claims every key, or leads astray', () => {
  const lie = liesAbout(known, new SeededRandom(1, 'lies'));
  const told = Array.from({ length: 50 }, () => lie('lookupStep', self, null) as LookupStepReply);
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['owner', 'closer']));
});

it('a liar answers pings as others do', () => {
  expect(liesAbout(known, new SeededRandom(1, 'lies'))('ping', self, 'pong')).toBe('pong');
});
