import { expect, it } from 'vitest';
import { APPEAR_MS, Presence, VANISH_MS } from './presence.ts';

it('those of the first moment are simply there', () => {
  const presence = new Presence();
  presence.update(new Set(['a']), 1_000);
  expect(presence.of('a', 1_000)).toBe(1);
  expect(presence.moving(1_000)).toBe(false);
});

it('one that comes later grows in, one that goes fades out and is forgotten', () => {
  const presence = new Presence();
  presence.update(new Set(['a']), 0);
  presence.update(new Set(['a', 'b']), 100);
  expect(presence.of('b', 100 + APPEAR_MS / 2)).toBeCloseTo(0.5);
  expect(presence.moving(100 + APPEAR_MS / 2)).toBe(true);
  presence.update(new Set(['b']), 1_000);
  expect(presence.of('a', 1_000 + VANISH_MS / 2)).toBeCloseTo(0.5);
  presence.update(new Set(['b']), 1_000 + VANISH_MS);
  expect(presence.of('a', 1_000 + VANISH_MS)).toBe(0);
  expect(presence.moving(1_000 + VANISH_MS)).toBe(false);
});
