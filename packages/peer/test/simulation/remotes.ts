// The calls of the record and replica services between simulated peers. Records pass through the bytes of the wire, and
// each piece of a stream is a message of its own, so a stream can break anywhere.
import { AcordeError } from '@acorde/protocol';
import type { PeerIndexRemote, ReplicaRemote, ReplicaWriter, SmallRemote } from '../../src/files/ports.ts';
import type { RecordsRemote, RecordsServer } from '../../src/records/ports.ts';
import type { SignedRecord } from '../../src/records/record.ts';
import { recordFromBytes, recordToBytes } from '../../src/records/record-codec.ts';
import type { ReplicaPart, ReplicaServer, SmallServer } from '../../src/rpc/ports.ts';
import type { Messages, Party } from './messages.ts';

/** What other peers may ask of a life. */
export interface Served extends Party {
  readonly recordsServer: RecordsServer;
  readonly replicas: ReplicaServer;
  readonly small: SmallServer;
}

const CALL_MS = 5_000;
const PIECE_MS = 20_000;
const ADOPT_MS = 120_000;

export function recordsRemote<S extends Served>(messages: Messages<S>, self: () => S): RecordsRemote {
  const options = (signal?: AbortSignal) => ({ timeoutMs: CALL_MS, signal });
  return {
    store: (to, records, signal) =>
      messages.ask(self(), to, (peer) => peer.recordsServer.store(overTheWire(records)), options(signal)),
    fetch: (from, keys, signal) =>
      messages.ask(self(), from, (peer) => overTheWire(peer.recordsServer.fetch(keys)), options(signal)),
    search: (from, search, signal) =>
      messages.ask(self(), from, (peer) => overTheWire(peer.recordsServer.search(search)), options(signal)),
    digest: (from, range, signal) =>
      messages.ask(self(), from, (peer) => peer.recordsServer.digest(range), options(signal)),
    remove: (to, entryId, fileId, signal) =>
      messages.ask(self(), to, (peer) => peer.recordsServer.remove(entryId, fileId), options(signal)),
  };
}

export function replicaRemote<S extends Served>(messages: Messages<S>, self: () => S): ReplicaRemote {
  return {
    openReplica: (to, size) => openWriter(messages, self(), to, size),
    readChunks: (from, fileId, first, count, signal, check = false) =>
      readPieces(
        messages,
        self(),
        from,
        (peer) => peer.replicas.readChunks(fileId, first, count, signal, check),
        signal,
      ),
    readDigests: (from, fileId, _sizeMax, signal) =>
      messages.ask(self(), from, (peer) => Uint8Array.from(peer.replicas.digests(fileId)), {
        ...{ timeoutMs: CALL_MS, signal },
      }),
    listChunks: (from, fileId, signal) =>
      messages.ask(self(), from, (peer) => peer.replicas.chunks(fileId), { timeoutMs: CALL_MS, signal }),
    adopt: (to, fileId, signal) =>
      messages.ask(self(), to, (peer) => peer.replicas.adopt(fileId, signal), {
        timeoutMs: ADOPT_MS,
        signal,
      }),
    ping: (to, timeoutMs) => messages.ask(self(), to, () => undefined, { timeoutMs }),
  };
}

export function smallRemote<S extends Served>(messages: Messages<S>, self: () => S): SmallRemote {
  const copied = (copies: Awaited<ReturnType<SmallServer['read']>>) =>
    copies.map(({ fileId, data }) => ({ fileId, data: Uint8Array.from(data) }));
  return {
    storeCopies: (to, copies, signal) =>
      messages.ask(self(), to, async (peer) => overTheWire(await peer.small.store(copied([...copies]))), {
        timeoutMs: PIECE_MS,
        signal,
      }),
    readCopies: (from, fileIds, signal) =>
      messages.ask(self(), from, async (peer) => copied(await peer.small.read(fileIds)), {
        ...{ timeoutMs: PIECE_MS, signal },
      }),
    adopt: (to, fileIds, signal) =>
      messages.ask(self(), to, (peer) => peer.small.adopt(fileIds, signal), { timeoutMs: ADOPT_MS, signal }),
  };
}

/** Nobody asks a peer for its own index here. */
export const noIndex: PeerIndexRemote = {
  query: async () => ({ entries: [], nextPageToken: '' }),
};

/** Through bytes and back, as between processes. */
function overTheWire(records: readonly SignedRecord[]): SignedRecord[] {
  return records.map((record) => recordFromBytes(recordToBytes(record)));
}

async function* readPieces<S extends Served>(
  messages: Messages<S>,
  self: S,
  from: Parameters<RecordsRemote['fetch']>[0],
  open: (peer: S) => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const options = { timeoutMs: PIECE_MS, signal };
  const stream = await messages.ask(
    self,
    from,
    (peer) => ({ peer, pieces: open(peer)[Symbol.asyncIterator]() }),
    options,
  );
  for (;;) {
    const piece = await messages.ask(
      self,
      from,
      async (peer) => {
        sameLife(peer, stream.peer);
        const { done, value } = await stream.pieces.next();
        return done ? null : Uint8Array.from(value);
      },
      options,
    );
    if (piece === null) return;
    yield piece;
  }
}

/** A copy on its way in, at the peer that takes it. */
class Incoming {
  readonly result: Promise<SignedRecord>;
  readonly stop = new AbortController();
  readonly #offered: { part: ReplicaPart; taken: () => void }[] = [];
  readonly #failed: Promise<never>;
  #arrived: () => void = () => undefined;

  constructor(replicas: ReplicaServer, size: number | undefined) {
    this.result = replicas.receive(size, this.#parts(), this.stop.signal);
    this.#failed = this.result.then(() => new Promise<never>(() => undefined));
    this.#failed.catch(() => undefined);
  }

  /** Resolves when the part is taken; rejects once the copy has failed. */
  async offer(part: ReplicaPart): Promise<void> {
    const taken = new Promise<void>((resolve) => this.#offered.push({ part, taken: resolve }));
    this.#arrived();
    await Promise.race([taken, this.#failed]);
  }

  async *#parts(): AsyncGenerator<ReplicaPart> {
    for (;;) {
      const next = this.#offered.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
        continue;
      }
      next.taken();
      yield next.part;
    }
  }
}

function openWriter<S extends Served>(
  messages: Messages<S>,
  self: S,
  to: Parameters<ReplicaRemote['openReplica']>[0],
  size: number | undefined,
): ReplicaWriter {
  const options = { timeoutMs: PIECE_MS };
  let opening: Promise<{ peer: S; incoming: Incoming }> | null = null;
  const opened = () => {
    opening ??= messages.ask(
      self,
      to,
      (peer) => {
        const incoming = new Incoming(peer.replicas, size);
        // The connection closes with the process that writes.
        self.onEnd(() => incoming.stop.abort(new AcordeError('CANCELLED', 'the connection has closed')));
        return { peer, incoming };
      },
      options,
    );
    return opening;
  };
  const send = async (part: ReplicaPart) => {
    const stream = await opened();
    await messages.ask(
      self,
      to,
      (peer) => {
        sameLife(peer, stream.peer);
        return stream.incoming.offer(part);
      },
      options,
    );
  };
  return {
    write: (data) => send({ type: 'data', data: Uint8Array.from(data) }),
    chunkEnd: (digest) => send({ type: 'chunk_digest', digest: Uint8Array.from(digest) }),
    async finish(file) {
      const stream = await opened();
      return messages.ask(
        self,
        to,
        async (peer) => {
          sameLife(peer, stream.peer);
          const { fileId, size: bytes, sha256 } = file;
          stream.incoming.offer({ type: 'finish', fileId, size: bytes, sha256 }).catch(() => undefined);
          const [record] = overTheWire([await stream.incoming.result]);
          return record as SignedRecord;
        },
        options,
      );
    },
    abort(reason) {
      void opening?.then(
        ({ incoming }) =>
          messages.ask(self, to, () => incoming.stop.abort(reason), options).catch(() => undefined),
        () => undefined,
      );
    },
  };
}

/** A stream ends with the process that it was opened at. */
function sameLife(peer: object, opened: object): void {
  if (peer !== opened) throw new AcordeError('PEER_UNREACHABLE', 'the connection has closed');
}
