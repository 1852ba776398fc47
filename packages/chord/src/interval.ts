// Intervals on the circle. Every rule of the ring is a question to one of these two; the case a === b (the whole
// circle) is what makes rings of one and two members work. Source: Zave 2015, section 2; Stoica 2001, section 4.
import type { Identifier } from './identifier.ts';

/** Open interval (a, c), clockwise from a; a === c is the whole circle without a. */
export function between(a: Identifier, b: Identifier, c: Identifier): boolean {
  return a < c ? a < b && b < c : a < b || b < c;
}

/** Half-open interval (a, b], clockwise from a; a === b is the whole circle. */
export function inHalfOpen(a: Identifier, x: Identifier, b: Identifier): boolean {
  return x === b || between(a, x, b);
}
