import { expect, it } from 'vitest';
import { walkRing } from './walk.ts';

const ids = ['1', '5', '9'];

it('walks clockwise and across zero', () => {
  expect(walkRing(ids, '1', 1)).toBe('5');
  expect(walkRing(ids, '9', 1)).toBe('1');
  expect(walkRing(ids, '1', -1)).toBe('9');
});

it('starts at an end when nothing is chosen, or what was chosen has gone', () => {
  expect(walkRing(ids, null, 1)).toBe('1');
  expect(walkRing(ids, null, -1)).toBe('9');
  expect(walkRing(ids, '7', 1)).toBe('1');
});

it('has nowhere to go on an empty ring', () => {
  expect(walkRing([], '1', 1)).toBeNull();
});
