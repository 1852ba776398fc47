import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES } from './chunk.ts';
import { createContentHasher } from './content-hasher.ts';
import { sampleBytes } from './testing/sample-bytes.ts';

const SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 7];

describe('what a file amounts to', () => {
  it.each(SIZES)('%i bytes: the SHA-256 of the whole, with the first chunk hashed once', (size) => {
    const bytes = sampleBytes(size);
    const hasher = createContentHasher();
    for (let at = 0; at < size; at += 300_000) hasher.update(bytes.subarray(at, at + 300_000));
    expect(Buffer.from(hasher.finish().sha256)).toEqual(createHash('sha256').update(bytes).digest());
  });

  it.each(SIZES)('%i bytes: the same file id without the SHA-256 of the whole', (size) => {
    const bytes = sampleBytes(size);
    const [whole, bare] = [createContentHasher(), createContentHasher(false)];
    whole.update(bytes);
    bare.update(bytes);
    const [known, unknown] = [whole.finish(), bare.finish()];
    expect([unknown.fileId, unknown.root]).toEqual([known.fileId, known.root]);
    expect(unknown.sha256).toHaveLength(size > CHUNK_BYTES ? 0 : 32);
  });
});
