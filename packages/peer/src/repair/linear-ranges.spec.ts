import type { Identifier } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { linearRanges, placeBefore } from './linear-ranges.ts';

const place = (digit: string) => digit.repeat(64) as Identifier;
const LAST = place('f');

describe('a range of the circle', () => {
  it('that does not pass over zero stays one', () => {
    expect(linearRanges({ from: place('1'), to: place('2') })).toEqual([
      { from: place('1'), to: place('2') },
    ]);
    expect(linearRanges({ from: LAST, to: place('2') })).toEqual([{ from: LAST, to: place('2') }]);
  });

  it('that passes over zero, or goes all round, becomes two', () => {
    expect(linearRanges({ from: place('2'), to: place('1') })).toEqual([
      { from: LAST, to: place('1') },
      { from: place('2'), to: LAST },
    ]);
    expect(linearRanges({ from: place('2'), to: place('2') })).toHaveLength(2);
  });
});

it('the place before a key is one less, and before zero comes the last', () => {
  expect(placeBefore(`${'0'.repeat(62)}10` as Identifier)).toBe(`${'0'.repeat(63)}f`);
  expect(placeBefore(place('0'))).toBe(LAST);
});
