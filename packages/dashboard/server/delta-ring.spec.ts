import { expect, test } from 'vitest';
import type { Change } from '../src/wire.ts';
import { createDeltaRing } from './delta-ring.ts';

const change = (seq: number): Change => ({ kind: 'peer_removed', peerId: String(seq) });

function filled(count: number, limits = { countMax: 3, bytesMax: 1000 }) {
  const ring = createDeltaRing(limits);
  for (let seq = 1; seq <= count; seq += 1) ring.push(seq, [change(seq)], 8);
  return ring;
}

test('gives what changed after a number', () => {
  expect(filled(3).after(1)).toEqual([change(2), change(3)]);
  expect(filled(3).after(3)).toEqual([]);
});

test('says when it no longer holds it, or never had it', () => {
  const ring = filled(5);
  expect(ring.after(2)).toEqual([change(3), change(4), change(5)]);
  expect(ring.after(1)).toBeNull();
  expect(ring.after(6)).toBeNull();
});

test('is bounded by bytes too', () => {
  expect(filled(5, { countMax: 100, bytesMax: 16 }).after(2)).toBeNull();
  expect(filled(5, { countMax: 100, bytesMax: 16 }).after(3)).toEqual([change(4), change(5)]);
});
