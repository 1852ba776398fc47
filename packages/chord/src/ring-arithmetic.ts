// Arithmetic modulo 2^256, needed only where fingers are placed and distances shown.
import { IDENTIFIER_BITS, type Identifier } from './identifier.ts';

/** id + 2^exponent on the circle; exponent in 0..255, else RangeError. Source: Stoica 2001, section 4.3. */
export function addPowerOfTwo(id: Identifier, exponent: number): Identifier {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent >= IDENTIFIER_BITS) {
    throw new RangeError(`the exponent of a finger is 0..${IDENTIFIER_BITS - 1}`);
  }
  return placeAt(id, 1n << BigInt(exponent));
}

/** The place so far clockwise from id, round and round. */
export function placeAt(id: Identifier, offset: bigint): Identifier {
  return toIdentifier(toNumber(id) + offset);
}

/** Places from a, as a number, clockwise to b: 0 when they are the same, else 1..2^256-1. */
export function distance(a: bigint, b: Identifier): bigint {
  return BigInt.asUintN(IDENTIFIER_BITS, toNumber(b) - a);
}

/** The share of the circle from a clockwise to b, 0..1, to double precision; a === b is 0. */
export function shareOfCircle(a: Identifier, b: Identifier): number {
  const share = leadingShare(b) - leadingShare(a);
  return share < 0 || (share === 0 && b < a) ? share + 1 : share;
}

/** The identifier as a number. */
export function toNumber(id: Identifier): bigint {
  return BigInt(`0x${id}`);
}

/** The place of a number on the circle, round and round. */
export function toIdentifier(value: bigint): Identifier {
  return BigInt.asUintN(IDENTIFIER_BITS, value)
    .toString(16)
    .padStart(IDENTIFIER_BITS / 4, '0') as Identifier;
}

// 13 hex digits are 52 bits: what a double holds exactly.
function leadingShare(id: Identifier): number {
  return Number.parseInt(id.slice(0, 13), 16) / 2 ** 52;
}
