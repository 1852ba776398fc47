import type { Identifier } from '@acorde/chord';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SLICES, sliceFinder, slicesOf } from './slices.ts';

const place = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const hex = (number: bigint) => number.toString(16).padStart(64, '0') as Identifier;
const LAST = hex(2n ** 256n - 1n);

it('sixteen parts hold every key of a range once, in order, also of a range of three keys', () => {
  fc.assert(
    fc.property(place, place, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      if (low === high) return;
      const range = { from: hex(low), to: hex(high) };
      const key = hex(low + 1n + ((high - low - 1n) * BigInt(Math.floor(share * 1e9))) / 1_000_000_000n);
      const holding = slicesOf(range).filter(({ from, to }) => key > from && key <= to);
      expect(holding).toHaveLength(1);
      expect(slicesOf(range)[sliceFinder(range)(key)]).toEqual(holding[0]);
    }),
  );
  const three = slicesOf({ from: hex(5n), to: hex(8n) });
  expect(
    three.map(({ from, to }) => Number(BigInt(`0x${to}`) - BigInt(`0x${from}`))).reduce((x, y) => x + y),
  ).toBe(3);
});

it('of the whole circle they are the first digits', () => {
  const slices = slicesOf({ from: LAST, to: LAST });
  expect(slices).toHaveLength(SLICES);
  expect(slices[0]).toEqual({ from: LAST, to: `0${'f'.repeat(63)}` });
  expect(slices[10]).toEqual({ from: `9${'f'.repeat(63)}`, to: `a${'f'.repeat(63)}` });
});
