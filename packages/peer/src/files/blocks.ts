// A body comes in whatever pieces the network made of it. Everything behind this file works on blocks: at most 256 KiB,
// never across the border of a chunk, and in memory of their own, so that a small piece cannot keep a large buffer alive.
import { CHUNK_BYTES } from '../store/chunk.ts';

/** Bytes of the largest block. */
export const BLOCK_BYTES_MAX = 256 * 1024;
/** The first block is small, so that a small file costs little memory. */
const FIRST_BLOCK_BYTES = 64 * 1024;

/** Cuts a body into blocks, in order. */
export async function* toBlocks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(FIRST_BLOCK_BYTES);
  let filled = 0;
  let position = 0;
  for await (const piece of body) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + block.length - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < block.length) continue;
      yield block;
      position += filled;
      filled = 0;
      block = new Uint8Array(Math.min(BLOCK_BYTES_MAX, CHUNK_BYTES - (position % CHUNK_BYTES)));
    }
  }
  if (filled > 0) yield filled * 2 < block.length ? block.slice(0, filled) : block.subarray(0, filled);
}
