/** Which of a file's chunks are there: one bit for each, the lowest first in each byte. */
export interface ChunkSet {
  /** How many are there. */
  readonly size: number;
  /** How many there may be. */
  readonly total: number;
  has(index: number): boolean;
  add(index: number): void;
  /** A copy of the bits. */
  bytes(): Uint8Array;
}

/** Of `total` chunks; `known` bits, when they are as many, are there from the start. What stands behind the last one in
 * the last byte is ignored. */
export function createChunkSet(total: number, known?: Uint8Array): ChunkSet {
  const bits = new Uint8Array(Math.ceil(total / 8));
  let size = 0;

  const has = (index: number) =>
    index >= 0 && index < total && ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;

  function add(index: number): void {
    if (index < 0 || index >= total) throw new RangeError(`no chunk ${index} of ${total}`);
    if (has(index)) return;
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
    size += 1;
  }

  if (known?.length === bits.length) {
    for (let index = 0; index < total; index += 1)
      if ((known[index >> 3] ?? 0) & (1 << (index & 7))) add(index);
  }
  return {
    get size() {
      return size;
    },
    total,
    has,
    add,
    bytes: () => Uint8Array.from(bits),
  };
}
