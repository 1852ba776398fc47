// The identifier circle: 256-bit numbers as fixed-width lowercase hex, so that comparing strings compares numbers
// and no arithmetic is needed on the way of a message.

/** Bits of an identifier; the circle has 2^256 places. */
export const IDENTIFIER_BITS = 256;

/** A place on the circle: 64 lowercase hex digits; lexicographic order is numeric order. */
export type Identifier = string & { readonly __brand: 'Identifier' };

const SHAPE = /^[0-9a-f]{64}$/;

/** Checks a text and brands it. Throws RangeError for anything but 64 lowercase hex digits. */
export function identifier(text: string): Identifier {
  if (!isIdentifier(text)) throw new RangeError('an identifier is 64 lowercase hex digits');
  return text;
}

/** Whether a text is an identifier. */
export function isIdentifier(text: string): text is Identifier {
  return SHAPE.test(text);
}
