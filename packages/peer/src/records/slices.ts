// A range of keys in sixteen equal parts, however narrow it is: so that a comparison can go on within the part that differs.
import type { Identifier } from '@acorde/chord';

export const SLICES = 16;
const LAST = 'f'.repeat(64) as Identifier;

/** Keys in (from, to], which does not pass over zero; `from` is the last place of the circle for a range from zero on. */
export interface Slice {
  readonly from: Identifier;
  readonly to: Identifier;
}

/** The parts in order; those of a range of fewer than sixteen keys may be empty: (x, x]. */
export function slicesOf({ from, to }: Slice): Slice[] {
  const start = from === LAST ? -1n : BigInt(`0x${from}`);
  const size = BigInt(`0x${to}`) - start;
  const ends = Array.from({ length: SLICES + 1 }, (_, i) => start + (size * BigInt(i)) / BigInt(SLICES));
  return ends.slice(1).map((end, i) => ({ from: placeOf(ends[i] as bigint), to: placeOf(end) }));
}

/** Tells the part of keys that come in ascending order. */
export function sliceFinder(range: Slice): (key: Identifier) => number {
  const ends = slicesOf(range).map(({ to }) => to);
  let at = 0;
  return (key) => {
    while (at < SLICES - 1 && key > (ends[at] as Identifier)) at++;
    return at;
  };
}

function placeOf(number: bigint): Identifier {
  return (number < 0n ? LAST : number.toString(16).padStart(64, '0')) as Identifier;
}
