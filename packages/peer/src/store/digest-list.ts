import { DIGEST_BYTES } from './chunk.ts';

/** Digests one after the other in one buffer that doubles as it fills. */
export interface DigestList {
  readonly count: number;
  add(digest: Uint8Array): void;
  at(index: number): Uint8Array;
  /** All of them, 32 bytes each; a view that later additions may leave behind. */
  bytes(): Uint8Array;
}

export function createDigestList(): DigestList {
  let buffer = Buffer.alloc(8 * DIGEST_BYTES);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(digest) {
      if ((count + 1) * DIGEST_BYTES > buffer.length) {
        const larger = Buffer.alloc(buffer.length * 2);
        larger.set(buffer);
        buffer = larger;
      }
      buffer.set(digest, count * DIGEST_BYTES);
      count += 1;
    },
    at(index) {
      if (index < 0 || index >= count) throw new RangeError(`no digest ${index} of ${count}`);
      return buffer.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
    },
    bytes: () => buffer.subarray(0, count * DIGEST_BYTES),
  };
}
