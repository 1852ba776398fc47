// One replica being written while the body arrives. What waits for it is bounded; when that is full the put waits, so
// that a replica that is merely slower sets the pace, and one that has stopped is given up after two seconds.
import { AcordeError } from '@acorde/protocol';
import { decodeRecord } from '../records/decode-record.ts';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, PeerId, SignedRecord } from '../records/record.ts';
import type { System } from '../system.ts';
import type { ReplicaRemote } from './ports.ts';
import type { RateLimit } from './rate-limit.ts';
import { createSignal } from './signal.ts';

const QUEUE_BYTES_MAX = 4 * 1024 * 1024;
/** A replica that takes nothing for so long, with bytes waiting, is given up. */
export const STALL_MS = 2000;
/** Syncing a large file to a slow disk takes its time. */
export const FINISH_TIMEOUT_MS = 60_000;

export interface ReplicaFeed {
  readonly peerId: PeerId;
  /** Queues a block, and after a whole chunk its digest. Does nothing once the replica has failed. */
  push(block: Uint8Array, chunkDigest: Uint8Array | null): void;
  /** Resolves when there is room for more, or the replica has failed. Never rejects. */
  room(): Promise<void>;
  /** Resolves with the replica's holder record once its copy is durable. */
  finish(file: { fileId: FileId; size: number; sha256: Uint8Array }): Promise<SignedRecord>;
  abort(reason: Error): void;
}

interface FeedDeps {
  readonly remote: Pick<ReplicaRemote, 'openReplica'>;
  readonly system: System;
  readonly up: RateLimit;
  readonly onMoved: (peerId: PeerId, bytes: number) => void;
  readonly onFailed: (peerId: PeerId, error: Error) => void;
}

export function createReplicaFeed(deps: FeedDeps, to: PeerAddress, size: number | undefined): ReplicaFeed {
  const { system } = deps;
  const peerId = to.peerId as PeerId;
  const writer = deps.remote.openReplica(to, size);
  const changed = createSignal(system);
  const queue: { block: Uint8Array; chunkDigest: Uint8Array | null }[] = [];
  let queuedBytes = 0;
  let progress = 0;
  let pumping = false;
  let held = false;
  const given = new AbortController();
  let failure: Error | null = null;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);

  function fail(error: Error): void {
    if (failure) return;
    failure = error;
    queue.length = 0;
    given.abort(error);
    writer.abort(error);
    deps.onFailed(peerId, error);
    failed.reject(error);
    changed.notify();
  }

  async function pump(): Promise<void> {
    pumping = true;
    try {
      for (let next = queue[0]; next && !failure; next = queue[0]) {
        await paid(next.block.length);
        await writer.write(next.block);
        if (next.chunkDigest) await writer.chunkEnd(next.chunkDigest);
        if (failure) return;
        queue.shift();
        queuedBytes -= next.block.length;
        progress += 1;
        deps.onMoved(peerId, next.block.length);
        changed.notify();
      }
    } catch (error) {
      fail(error as Error);
    } finally {
      pumping = false;
    }
  }

  /** While the own limit holds the bytes back, the replica is not to blame. */
  async function paid(bytes: number): Promise<void> {
    if (deps.up.bytesPerSecond === 0) return;
    held = true;
    await deps.up.take(bytes, given.signal).finally(() => {
      held = false;
    });
  }

  /** Waits until at most `bytesMax` are queued; gives the replica up when it takes nothing meanwhile. */
  async function drain(bytesMax: number): Promise<void> {
    while (queuedBytes > bytesMax && !failure) {
      const before = progress;
      const startMs = system.monotonicMs();
      while (progress === before && !failure && system.monotonicMs() - startMs < STALL_MS) {
        await changed.wait(STALL_MS - (system.monotonicMs() - startMs));
      }
      if (progress === before && !held)
        fail(new AcordeError('PEER_UNREACHABLE', 'the replica takes no bytes'));
    }
  }

  return {
    peerId,
    push(block, chunkDigest) {
      if (failure) return;
      queue.push({ block, chunkDigest });
      queuedBytes += block.length;
      if (!pumping) void pump();
    },
    room: () => drain(QUEUE_BYTES_MAX),
    async finish(file) {
      await drain(0);
      if (failure) throw failure;
      const cancelTimeout = system.schedule(FINISH_TIMEOUT_MS, () =>
        fail(new AcordeError('PEER_UNREACHABLE', 'the replica does not finish')),
      );
      try {
        return checkHolder(await Promise.race([writer.finish(file), failed.promise]), file.fileId, peerId);
      } catch (error) {
        fail(error as Error);
        throw failure ?? error;
      } finally {
        cancelTimeout();
      }
    },
    abort: fail,
  };
}

/** A replica may only speak for itself, and of this file. */
function checkHolder(record: SignedRecord, fileId: FileId, peerId: PeerId): SignedRecord {
  const { says } = decodeRecord(record);
  const { holder } = says.kind === 'holder' ? says : { holder: null };
  if (holder?.fileId === fileId && holder.peerId === peerId && holder.complete && !holder.gone) return record;
  throw new AcordeError('CONTENT_CORRUPT', 'the replica did not answer with its holder record');
}
