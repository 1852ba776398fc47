import { expect, it } from 'vitest';
import { Moments } from './moments.ts';

it('an empty circle has no next moment', () => {
  expect(new Moments(96).distanceFrom(5)).toBeNull();
});

it.each([
  [0, 0, 0],
  [0, 31, 31],
  [1, 32, 31],
  [40, 95, 55],
  [40, 39, 95],
  [95, 0, 1],
  [33, 2, 65],
])('from %i the moment %i is %i away', (start, moment, away) => {
  const moments = new Moments(96);
  moments.add(moment);
  expect(moments.distanceFrom(start)).toBe(away);
});

it('the nearest of many is found, and what was taken out is not', () => {
  const moments = new Moments(128);
  for (const moment of [3, 31, 64, 100]) moments.add(moment);
  expect(moments.distanceFrom(4)).toBe(27);
  moments.delete(31);
  expect(moments.distanceFrom(4)).toBe(60);
  moments.delete(64);
  moments.delete(100);
  expect(moments.distanceFrom(4)).toBe(127);
});
