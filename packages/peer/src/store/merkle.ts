// The Merkle tree of RFC 6962, section 2.1, over the digests of a file's chunks. Leaves come one by one; only the roots
// of the perfect subtrees so far are kept, at most one for each level, so a file of any length needs a few hundred bytes.
import { createHash } from 'node:crypto';
import { DIGEST_BYTES } from './chunk.ts';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export interface MerkleBuilder {
  /** Takes the SHA-256 of the next chunk. */
  add(chunkDigest: Uint8Array): void;
  /** Root over all leaves so far, 32 bytes; SHA-256 of nothing when there are none. More leaves may follow. */
  root(): Uint8Array;
}

export function createMerkleBuilder(): MerkleBuilder {
  const subtrees: { hash: Uint8Array; level: number }[] = [];
  return {
    add(chunkDigest) {
      let hash = sha256(LEAF, chunkDigest);
      let level = 0;
      while (subtrees.at(-1)?.level === level) {
        hash = sha256(NODE, subtrees.pop()!.hash, hash);
        level += 1;
      }
      subtrees.push({ hash, level });
    },
    root() {
      const last = subtrees.at(-1);
      if (!last) return sha256();
      return subtrees.slice(0, -1).reduceRight((right, { hash }) => sha256(NODE, hash, right), last.hash);
    },
  };
}

/** Root over chunk digests that lie one after the other, 32 bytes each. */
export function merkleRoot(digests: Uint8Array): Uint8Array {
  const builder = createMerkleBuilder();
  for (let at = 0; at < digests.length; at += DIGEST_BYTES)
    builder.add(digests.subarray(at, at + DIGEST_BYTES));
  return builder.root();
}

function sha256(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
