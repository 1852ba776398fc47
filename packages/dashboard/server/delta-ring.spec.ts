import { expect, test } from 'vitest';
import { createDeltaRing } from './delta-ring.ts';

function filled(count: number, limits = { countMax: 3, bytesMax: 1000 }) {
  const ring = createDeltaRing(limits);
  for (let seq = 1; seq <= count; seq += 1) ring.push(seq, `delta ${seq}`);
  return ring;
}

test('gives what comes after a number', () => {
  expect(filled(3).after(1)).toEqual(['delta 2', 'delta 3']);
  expect(filled(3).after(3)).toEqual([]);
});

test('says when it no longer holds it, or never had it', () => {
  const ring = filled(5);
  expect(ring.after(2)).toEqual(['delta 3', 'delta 4', 'delta 5']);
  expect(ring.after(1)).toBeNull();
  expect(ring.after(6)).toBeNull();
});

test('is bounded by bytes too', () => {
  expect(filled(5, { countMax: 100, bytesMax: 16 }).after(2)).toBeNull();
  expect(filled(5, { countMax: 100, bytesMax: 16 }).after(3)).toEqual(['delta 4', 'delta 5']);
});
