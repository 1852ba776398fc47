import type { Identifier } from '@acorde/chord';

/** The last place of the circle. */
const LAST = 'f'.repeat(64) as Identifier;

/** Keys in (from, to], in ascending order; `from` is less than `to`, or the range is (last place, to] from zero on. */
export interface LinearRange {
  readonly from: Identifier;
  readonly to: Identifier;
}

/** A range of the circle as one or two that do not pass over zero. */
export function linearRanges({ from, to }: LinearRange): LinearRange[] {
  if (from < to || from === LAST) return [{ from, to }];
  return [
    { from: LAST, to },
    { from, to: LAST },
  ];
}

/** The place before a key. */
export function placeBefore(key: Identifier): Identifier {
  const number = BigInt(`0x${key}`);
  return (number === 0n ? LAST : (number - 1n).toString(16).padStart(64, '0')) as Identifier;
}
