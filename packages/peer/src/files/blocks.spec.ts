import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { BLOCK_BYTES_MAX, toBlocks } from './blocks.ts';

const SIZES = [0, 1, 65_535, 65_536, 65_537, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES - 1];

describe.each([7_919, 65_536, 3_000_000])('a body in pieces of %i bytes', (pieceBytes) => {
  it.each(SIZES)('of %i bytes is the same in blocks that end where a chunk ends', async (size) => {
    const bytes = sampleBytes(size);
    const blocks: Uint8Array[] = [];
    for await (const block of toBlocks(trickle(bytes, pieceBytes))) blocks.push(block);
    expect(Buffer.concat(blocks).equals(bytes)).toBe(true);
    let position = 0;
    for (const { length } of blocks) {
      expect(length).toBeGreaterThan(0);
      expect(length).toBeLessThanOrEqual(BLOCK_BYTES_MAX);
      expect(Math.floor(position / CHUNK_BYTES)).toBe(Math.floor((position + length - 1) / CHUNK_BYTES));
      position += length;
    }
  });
});

it('does not let a small file keep a large buffer alive', async () => {
  for await (const block of toBlocks(trickle(sampleBytes(100)))) {
    expect(block.buffer.byteLength).toBe(100);
  }
});
