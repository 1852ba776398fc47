// Large buffers that are used again. The bytes of a file pass through a peer in pieces of up to a chunk; a new buffer for
// each of them costs more than to hash it: the memory is fresh from the system, and every 64 MiB of it bring a collection
// of the whole heap. To give a buffer back is a favour and no duty: one that is not given back is garbage like any other,
// so an error on the way leaks nothing.
import { CHUNK_BYTES } from './chunk.ts';

/** Shorter ones are cheap to make. */
const POOLED_BYTES_MIN = 128 * 1024;
/** A chunk and the few bytes that stand around it in a message. */
const BUFFER_BYTES = CHUNK_BYTES + 64;
/** Buffers kept for later. */
const FREE_MAX = 24;

export interface BufferPool {
  /** A buffer of so many bytes, whatever was in it before. */
  take(length: number): Buffer;
  /** Gives back the buffer that these bytes lie in. Nobody may look at them any more. Bytes that are from elsewhere, or
   * only a part of what was taken, are left alone. */
  giveBack(bytes: Uint8Array): void;
}

export function createBufferPool(): BufferPool {
  const free: ArrayBuffer[] = [];
  const lent = new WeakMap<ArrayBufferLike, number>();
  return {
    take(length) {
      if (length < POOLED_BYTES_MIN || length > BUFFER_BYTES) return Buffer.allocUnsafeSlow(length);
      const memory = free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES).buffer;
      lent.set(memory, length);
      return Buffer.from(memory, 0, length);
    },
    giveBack(bytes) {
      const memory = bytes.buffer as ArrayBuffer;
      const length = lent.get(memory);
      if (length === undefined || bytes.length < length - (BUFFER_BYTES - CHUNK_BYTES)) return;
      lent.delete(memory);
      if (free.length < FREE_MAX) free.push(memory);
    },
  };
}
