import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from '../../records/ports.ts';
import type { ReplicaPart, ReplicaServer, SmallServer } from '../../rpc/ports.ts';
import type { ReplicaRemote, ReplicaWriter, SmallRemote } from '../ports.ts';

/** What may be wrong with a peer, as seen by the others. */
export interface Faults {
  /** Does not answer; streams under way break. */
  dead: boolean;
  /** Takes no new copies. */
  draining: boolean;
  /** It lives, and nobody sees it at the moment. */
  outOfSight: boolean;
  /** Takes no bytes of replicas, without an error. */
  stallsWrites: boolean;
  /** Sends no bytes of chunks, without an error. */
  stallsReads: boolean;
  /** Flips a bit in each piece that it sends. */
  lies: boolean;
  /** Never ends a stream of chunks. */
  endless: boolean;
  /** Dies after it has sent so many pieces. */
  diesAfterPieces: number;
  /** Pieces sent. */
  pieces: number;
  adopts: number;
}

export function noFaults(): Faults {
  return {
    dead: false,
    draining: false,
    outOfSight: false,
    stallsWrites: false,
    stallsReads: false,
    lies: false,
    endless: false,
    diesAfterPieces: Number.POSITIVE_INFINITY,
    pieces: 0,
    adopts: 0,
  };
}

export interface FakePeerDoor {
  readonly faults: Faults;
  readonly replicas: ReplicaServer;
  readonly small: SmallServer;
}

/** Batches to and from peers in the same process. A liar flips a bit in each file that it gives. */
export function createFakeSmall(peerAt: (to: PeerAddress) => FakePeerDoor): SmallRemote {
  const reach = (to: PeerAddress): FakePeerDoor => {
    const peer = peerAt(to);
    if (peer.faults.dead || peer.faults.stallsWrites)
      throw new AcordeError('PEER_UNREACHABLE', 'connection refused');
    return peer;
  };
  return {
    storeCopies: async (to, copies) => reach(to).small.store(copies),
    async readCopies(from, fileIds) {
      const { faults, small } = reach(from);
      const copies = await small.read(fileIds);
      if (faults.lies) for (const { data } of copies) data[0]! ^= 1;
      return copies;
    },
    adopt: async (to, fileIds, signal) => {
      reach(to).faults.adopts += fileIds.length;
      return reach(to).small.adopt(fileIds, signal);
    },
  };
}

/** Calls to peers in the same process. */
export function createFakeRemote(peerAt: (to: PeerAddress) => FakePeerDoor): ReplicaRemote {
  const reach = (to: PeerAddress): FakePeerDoor => {
    const peer = peerAt(to);
    if (peer.faults.dead) throw new AcordeError('PEER_UNREACHABLE', 'connection refused');
    return peer;
  };
  return {
    openReplica: (to, size) => openWriter(() => reach(to), size),
    readChunks: (from, fileId, first, count, signal, check = false) =>
      sendChunks(
        () => reach(from),
        (peer) => peer.replicas.readChunks(fileId, first, count, signal, check),
        signal,
      ),
    readDigests: async (from, fileId) => {
      const peer = reach(from);
      const digests = Uint8Array.from(peer.replicas.digests(fileId));
      if (peer.faults.lies && digests.length > 0) digests[0]! ^= 1;
      return digests;
    },
    listChunks: async (from, fileId) => reach(from).replicas.chunks(fileId),
    adopt: async (to, fileId, signal) => {
      reach(to).faults.adopts += 1;
      await reach(to).replicas.adopt(fileId, signal);
    },
    ping: async (to) => {
      reach(to);
    },
  };
}

async function* sendChunks(
  reach: () => FakePeerDoor,
  read: (peer: FakePeerDoor) => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { faults } = reach();
  if (faults.stallsReads) await aborted(signal);
  for await (const piece of read(reach())) {
    faults.pieces += 1;
    if (faults.pieces > faults.diesAfterPieces) faults.dead = true;
    reach();
    if (faults.lies) piece[0]! ^= 1;
    yield piece;
  }
  while (faults.endless && !signal.aborted) yield new Uint8Array(1000);
}

/** Hands each part over when the other side takes it, as a connection without any buffer would. */
function openWriter(reach: () => FakePeerDoor, size: number | undefined): ReplicaWriter {
  const stop = new AbortController();
  const offered: { part: ReplicaPart; taken: () => void }[] = [];
  let arrived: () => void = () => undefined;

  async function* parts(): AsyncGenerator<ReplicaPart> {
    for (;;) {
      while (offered.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      if (reach().faults.stallsWrites) await aborted(stop.signal);
      const next = offered.shift()!;
      next.taken();
      yield next.part;
    }
  }

  const result = (async () => reach().replicas.receive(size, parts(), stop.signal))();
  result.catch(() => undefined);
  const failed = result.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);

  async function offer(part: ReplicaPart): Promise<void> {
    const taken = new Promise<void>((resolve) => offered.push({ part, taken: resolve }));
    arrived();
    await Promise.race([taken, failed]);
  }

  return {
    write: (data) => offer({ type: 'data', data }),
    chunkEnd: (digest) => offer({ type: 'chunk_digest', digest }),
    finish: async ({ fileId, size: bytes, sha256 }) => {
      const sent = offer({ type: 'finish', fileId, size: bytes, sha256 });
      sent.catch(() => undefined);
      return result;
    },
    abort: (reason) => stop.abort(reason),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new AcordeError('CANCELLED', 'the stream was cancelled'));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail);
  });
}
