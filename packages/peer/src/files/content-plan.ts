// What must be known of a file before its bytes are fetched: how long it is, and how to tell right bytes from wrong
// ones. Nothing is believed: the manifest and the digests either lead to the FileId or are not used.
import { createHash } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from '../records/ports.ts';
import type { FileFacts, FileId, PeerId } from '../records/record.ts';
import { chunkCount, DIGEST_BYTES } from '../store/chunk.ts';
import { fileIdOf } from '../store/file-id.ts';
import { merkleRoot } from '../store/merkle.ts';
import type { System } from '../system.ts';
import { within } from './abortable.ts';
import type { Distrust } from './distrust.ts';
import type { ReplicaRemote } from './ports.ts';

const DIGESTS_TIMEOUT_MS = 10_000;

export interface ContentPlan {
  /** Bytes. */
  readonly size: number;
  /** 32 bytes for each chunk; null for a file of at most one, which is checked as a whole. */
  readonly digests: Uint8Array | null;
  /** The size follows from the file id, so wrong bytes are the fault of who sent them. */
  readonly proven: boolean;
  /** Whether these are the bytes of a chunk. */
  verify(index: number, bytes: Uint8Array): boolean;
}

interface PlanDeps {
  readonly remote: Pick<ReplicaRemote, 'readDigests'>;
  readonly system: System;
  readonly distrust: Distrust;
}

/** Finds out size and digests. Errors: PEER_UNREACHABLE, CONTENT_CORRUPT when no holder has right digests. */
export async function planContent(
  deps: PlanDeps,
  facts: FileFacts,
  holders: readonly PeerAddress[],
  signal: AbortSignal,
): Promise<ContentPlan> {
  const sizes = possibleSizes(facts);
  const proven = provenSize(facts) !== null;
  const known = sizes
    .map((size) => planWithoutDigests(facts.fileId, size, proven))
    .find((plan) => plan !== null);
  if (known && sizes.length === 1) return known;
  return planByDigests(await verifiedDigests(deps, facts, holders, signal));
}

/** The chunk digests of a file, from the first holder that has the right ones. Errors as `planContent`. */
export async function verifiedDigests(
  deps: PlanDeps,
  facts: FileFacts,
  holders: readonly PeerAddress[],
  signal: AbortSignal,
): Promise<{ size: number; digests: Uint8Array }> {
  const sizes = possibleSizes(facts);
  const digestBytesMax = chunkCount(Math.max(0, ...sizes)) * DIGEST_BYTES;
  let failure = new AcordeError('PEER_UNREACHABLE', 'no peer that has the file answers');
  for (const holder of holders) {
    if (signal.aborted) throw new AcordeError('CANCELLED', 'the caller went away');
    const giveUp = new AbortController();
    try {
      const either = AbortSignal.any([signal, giveUp.signal]);
      const asked = deps.remote.readDigests(holder, facts.fileId, digestBytesMax, either);
      const digests = await within(asked, { system: deps.system, silenceMs: DIGESTS_TIMEOUT_MS });
      const size = sizes.find((candidate) => matches(facts.fileId, candidate, digests));
      if (size !== undefined) return { size, digests };
      failure = new AcordeError('CONTENT_CORRUPT', 'no peer has the right digests of the file');
      if (provenSize(facts) !== null)
        deps.distrust.report(facts.fileId, holder.peerId as PeerId, 'its list of digests is wrong');
    } catch {
      // The next holder may do better; the last failure tells.
    } finally {
      giveUp.abort();
    }
  }
  throw failure;
}

/** The size that the manifest proves, else those that entries claim. */
function possibleSizes(facts: FileFacts): number[] {
  const proven = provenSize(facts);
  return proven === null ? [...new Set(facts.entries.map(({ size }) => size))] : [proven];
}

function provenSize({ fileId, manifest }: FileFacts): number | null {
  return manifest && fileIdOf(manifest.size, manifest.root) === fileId ? manifest.size : null;
}

/** A file of one chunk is checked as a whole: its digest would be one more question to ask. */
function planWithoutDigests(fileId: FileId, size: number, proven: boolean): ContentPlan | null {
  if (chunkCount(size) > 1) return null;
  return {
    size,
    digests: null,
    proven,
    verify: (_index, bytes) =>
      fileIdOf(size, merkleRoot(bytes.length === 0 ? bytes : sha256(bytes))) === fileId,
  };
}

function planByDigests({ size, digests }: { size: number; digests: Uint8Array }): ContentPlan {
  return {
    size,
    digests,
    proven: true,
    verify: (index, bytes) =>
      sha256(bytes).equals(digests.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES)),
  };
}

function matches(fileId: FileId, size: number, digests: Uint8Array): boolean {
  return digests.length === chunkCount(size) * DIGEST_BYTES && fileIdOf(size, merkleRoot(digests)) === fileId;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
