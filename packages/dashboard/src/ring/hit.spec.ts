import { expect, it } from 'vitest';
import { hit } from './hit.ts';

const targets = [
  { id: 'a', x: 0, y: 0 },
  { id: 'b', x: 20, y: 0 },
];

it('takes the nearer of two targets in reach', () => {
  expect(hit(targets, { x: 11, y: 0 })).toBe('b');
});

it('takes none when the pointer is far from all', () => {
  expect(hit(targets, { x: 0, y: 15 })).toBeNull();
  expect(hit([], { x: 0, y: 0 })).toBeNull();
});
