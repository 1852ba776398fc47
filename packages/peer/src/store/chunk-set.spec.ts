import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createChunkSet } from './chunk-set.ts';

it('has what was added, counts it once, and comes back from its bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat(69)), (total, added) => {
      const chunks = createChunkSet(total);
      const inside = added.filter((index) => index < total);
      for (const index of inside) chunks.add(index);
      const again = createChunkSet(total, chunks.bytes());
      for (const set of [chunks, again]) {
        expect(set.size).toBe(new Set(inside).size);
        for (let index = -1; index <= total; index += 1) expect(set.has(index)).toBe(inside.includes(index));
      }
    }),
  );
});

it('takes no bits of another length, and none behind the last chunk', () => {
  expect(createChunkSet(9, Uint8Array.of(255)).size).toBe(0);
  expect(createChunkSet(9, Uint8Array.of(255, 255)).size).toBe(9);
  expect(() => createChunkSet(9).add(9)).toThrow(RangeError);
});
