// Everything that identifies a file, computed while its bytes go by: a SHA-256 for each chunk, the Merkle root over those,
// and, where it is asked for, the SHA-256 of the whole beside it. The first chunk is hashed once for both.
import { createHash, type Hash } from 'node:crypto';
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES } from './chunk.ts';
import { createDigestList } from './digest-list.ts';
import { fileIdOf } from './file-id.ts';
import { createMerkleBuilder } from './merkle.ts';

/** What a file's bytes amount to. */
export interface Content {
  readonly fileId: FileId;
  /** Bytes. */
  readonly size: number;
  /** Merkle root of the chunk digests, 32 bytes. */
  readonly root: Uint8Array;
  /** SHA-256 of the whole file, 32 bytes; empty where it was not asked for and the file has several chunks. */
  readonly sha256: Uint8Array;
  /** Chunk digests, 32 bytes each. */
  readonly digests: Uint8Array;
}

export interface ContentHasher {
  /** Bytes so far. */
  readonly size: number;
  /** Chunks that are whole so far. */
  readonly chunkCount: number;
  /** Digest of a whole chunk, 32 bytes. */
  chunkDigest(index: number): Uint8Array;
  /** Takes the next bytes, which may span chunks. */
  update(data: Uint8Array): void;
  /** Closes the last chunk. Nothing may follow. */
  finish(): Content;
}

/** `wanted`: whether the SHA-256 of the whole is computed, too. */
export function createContentHasher(wanted = true): ContentHasher {
  const tree = createMerkleBuilder();
  const digests = createDigestList();
  // From the end of the first chunk on; until then the hash of the chunk is that of the whole.
  let whole: Hash | null = null;
  let chunk = createHash('sha256');
  let chunkSize = 0;
  let size = 0;

  function endChunk(): void {
    if (digests.count === 0 && wanted) whole = chunk.copy();
    const digest = chunk.digest();
    digests.add(digest);
    tree.add(digest);
    chunk = createHash('sha256');
    chunkSize = 0;
  }

  function sha256(): Uint8Array {
    if (digests.count === 0) return chunk.digest();
    if (digests.count === 1) return Uint8Array.from(digests.at(0));
    return whole?.digest() ?? new Uint8Array();
  }

  return {
    get size() {
      return size;
    },
    get chunkCount() {
      return digests.count;
    },
    chunkDigest: (index) => digests.at(index),
    update(data) {
      size += data.length;
      for (let at = 0; at < data.length; ) {
        const part = data.subarray(at, at + CHUNK_BYTES - chunkSize);
        chunk.update(part);
        whole?.update(part);
        chunkSize += part.length;
        at += part.length;
        if (chunkSize === CHUNK_BYTES) endChunk();
      }
    },
    finish() {
      if (chunkSize > 0) endChunk();
      const root = tree.root();
      return { fileId: fileIdOf(size, root), size, root, sha256: sha256(), digests: digests.bytes() };
    },
  };
}
