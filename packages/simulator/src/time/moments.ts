const WORD_BITS = 32;

/** Which moments of a circle of them hold something: a bit each, so that looking for the next one skips 32 empty ones at once. */
export class Moments {
  readonly #words: Uint32Array;

  /** `count` is a multiple of 32. */
  constructor(count: number) {
    this.#words = new Uint32Array(count / WORD_BITS);
  }

  add(moment: number): void {
    const word = moment >>> 5;
    this.#words[word] = (this.#words[word] as number) | (1 << (moment & 31));
  }

  delete(moment: number): void {
    const word = moment >>> 5;
    this.#words[word] = (this.#words[word] as number) & ~(1 << (moment & 31));
  }

  /** Moments from `start` to the first one that holds something, round the circle: 0 for `start` itself; null when none does. */
  distanceFrom(start: number): number | null {
    const words = this.#words;
    const first = start >>> 5;
    const here = (words[first] as number) >>> (start & 31);
    if (here !== 0) return lowestBit(here);
    // The last turn comes back to the word it began in, whose lower bits have not been looked at.
    for (let i = 1; i <= words.length; i += 1) {
      const word = words[(first + i) % words.length] as number;
      if (word !== 0) return i * WORD_BITS - (start & 31) + lowestBit(word);
    }
    return null;
  }
}

function lowestBit(word: number): number {
  return WORD_BITS - 1 - Math.clz32(word & -word);
}
