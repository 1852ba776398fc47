import { IDENTIFIER_BITS } from '../identifier.ts';

/** Where the fingers of a base stand: slot s is the distance digit * base^level, nearest first. */
export class FingerPlaces {
  /** Slots 0 to count - 1 lie on the circle. */
  readonly count: number;
  readonly #bitsPerDigit: number;
  readonly #slotsPerLevel: number;

  /** Throws RangeError unless the base is 2, 4, 8 or 16. */
  constructor(base: number) {
    if (![2, 4, 8, 16].includes(base)) throw new RangeError('the base of fingers is 2, 4, 8 or 16');
    this.#bitsPerDigit = Math.log2(base);
    this.#slotsPerLevel = base - 1;
    this.count = this.slotBeyond((1n << BigInt(IDENTIFIER_BITS)) - 1n);
  }

  /** The distance from self that a slot stands for. */
  offset(slot: number): bigint {
    const level = Math.floor(slot / this.#slotsPerLevel);
    const digit = (slot % this.#slotsPerLevel) + 1;
    return BigInt(digit) << BigInt(level * this.#bitsPerDigit);
  }

  /** The smallest slot whose distance is greater than `reach`; not limited to the circle. */
  slotBeyond(reach: bigint): number {
    if (reach === 0n) return 0;
    const level = Math.floor((bitsOf(reach) - 1) / this.#bitsPerDigit);
    const digit = Number(reach >> BigInt(level * this.#bitsPerDigit));
    return level * this.#slotsPerLevel + digit;
  }

  /**
   * The power of two between a slot's place and the member found there, when there is one: then the member is a finger
   * of base 2 as well. Else the power of two below.
   */
  powerOfTwo(slot: number, reach: bigint): { exponent: number; classic: boolean } {
    const offset = this.offset(slot);
    const below = bitsOf(offset) - 1;
    const above = offset === 1n << BigInt(below) ? below : below + 1;
    const classic = bitsOf(reach) - 1 >= above;
    return { exponent: classic ? above : below, classic };
  }
}

// By hex digits: these are what a bigint is quickest to be written in.
function bitsOf(value: bigint): number {
  const digits = value.toString(16);
  return 4 * digits.length - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}
