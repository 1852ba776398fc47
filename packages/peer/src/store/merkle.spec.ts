import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createContentHasher } from './content-hasher.ts';
import { fileIdOf } from './file-id.ts';
import { createMerkleBuilder, merkleRoot } from './merkle.ts';
import { sampleBytes } from './testing/sample-bytes.ts';

interface Vector {
  name: string;
  size: number;
  chunkDigests: string[];
  root: string;
  sha256: string;
  fileId: string;
}

const path = new URL('../../../../proto/testdata/files.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(path, 'utf8')) as { files: Vector[] }).files;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(vectors)('the file of the vectors: $name', (vector) => {
  const bytes = sampleBytes(vector.size);

  it.each([1024 * 1024, 65_537, 3 * 1024 * 1024])(
    'amounts to the same in pieces of %i bytes',
    (pieceBytes) => {
      const hasher = createContentHasher();
      for (let at = 0; at < bytes.length; at += pieceBytes)
        hasher.update(bytes.subarray(at, at + pieceBytes));
      const content = hasher.finish();
      expect(hex(content.digests)).toBe(vector.chunkDigests.join(''));
      expect(hex(content.root)).toBe(vector.root);
      expect(hex(content.sha256)).toBe(vector.sha256);
      expect(content.fileId).toBe(vector.fileId);
    },
  );

  it('has an id that follows from its digests and size alone', () => {
    const root = merkleRoot(Buffer.from(vector.chunkDigests.join(''), 'hex'));
    expect(fileIdOf(vector.size, root)).toBe(vector.fileId);
    expect(fileIdOf(vector.size + 1, root)).not.toBe(vector.fileId);
  });
});

describe('the tree of RFC 6962', () => {
  const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  /** Section 2.1, word for word. */
  const treeHash = (leaves: Uint8Array[]): Uint8Array => {
    if (leaves.length === 0) return sha256();
    if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    return sha256(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
  };

  it('grows leaf by leaf as if it were built at once', () => {
    const builder = createMerkleBuilder();
    const leaves: Uint8Array[] = [];
    expect(hex(builder.root())).toBe(hex(treeHash([])));
    for (let i = 0; i < 70; i += 1) {
      leaves.push(sha256(Buffer.of(i)));
      builder.add(leaves[i]!);
      expect(hex(builder.root())).toBe(hex(treeHash(leaves)));
    }
  });
});
