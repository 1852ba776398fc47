// Calls to other peers. Two connections to each: `control` for short calls, so that a ring message never waits behind
// a file, and `bulk` for bytes. Every failure comes out as a PeerCallError that says whether it counts against the
// peer's life.
import { AcordeError } from '@acorde/protocol';
import type { DescService } from '@bufbuild/protobuf';
import { type CallOptions, type Client, createClient, type Transport } from '@connectrpc/connect';
import type { PeerAddress } from '../records/ports.ts';
import { type BufferPool, createBufferPool } from '../store/buffer-pool.ts';
import type { System } from '../system.ts';
import type { Credentials } from './credentials.ts';
import { fromConnectError, type RemoteFailure } from './errors.ts';
import { createLeanTransport } from './lean/lean-transport.ts';
import { PeerConnection, type PeerConnectionOptions } from './peer-connection.ts';
import { MESSAGE_BYTES_MAX } from './router-options.ts';

export type Lane = 'control' | 'bulk';

const WINDOW_BYTES: Record<Lane, number> = { control: 1024 * 1024, bulk: 16 * 1024 * 1024 };
const CONNECTIONS_MAX = 1024;

/** A failed call to another peer. */
export class PeerCallError extends AcordeError {
  readonly source: RemoteFailure['source'];
  readonly reason: string;

  constructor({ error, source, reason }: RemoteFailure) {
    super(error.code, error.message, { cause: error.cause });
    this.name = 'PeerCallError';
    this.source = source;
    this.reason = reason;
  }
}

export interface CallLimits {
  /** Milliseconds; without it the connection's pings bound how long a silent peer is waited for. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PeerClientOptions {
  /** Read when a connection is opened. */
  readonly credentials: () => Credentials;
  /** For what streams bring; one of its own unless given. */
  readonly pool?: BufferPool | undefined;
  readonly system: System;
  /** An established control connection ended, not by this side: the peer may be gone. */
  readonly onClosed: (peerId: string) => void;
}

interface Line {
  readonly peer: PeerAddress;
  readonly connection: PeerConnection;
  readonly transport: Transport;
  readonly clients: Map<DescService, unknown>;
}

export class PeerClient {
  readonly #options: PeerClientOptions;
  /** In order of last use, by lane, peer id and address. */
  readonly #lines = new Map<string, Line>();
  #stopped = false;

  constructor(options: PeerClientOptions) {
    this.#options = options;
  }

  /** A short call. When a connection that had been there breaks at once, the call is made again on a new one: all
   * short calls between peers may be repeated. Throws PeerCallError. */
  async call<S extends DescService, T>(
    service: S,
    to: PeerAddress,
    limits: CallLimits,
    invoke: (client: Client<S>, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const line = this.#line(to, 'control');
    const wasOpen = line.connection.isOpen;
    const startMs = this.#options.system.monotonicMs();
    try {
      return await invoke(clientOf(line, service), callOptions(limits));
    } catch (thrown) {
      const failure = this.#failure(line, thrown, limits.signal, startMs);
      const spentMs = this.#options.system.monotonicMs() - startMs;
      const leftMs = limits.timeoutMs === undefined ? undefined : limits.timeoutMs - spentMs;
      const inTime = leftMs === undefined || leftMs > spentMs;
      if (failure.source !== 'transport' || !wasOpen || !inTime || this.#stopped)
        throw new PeerCallError(failure);
      return await this.#callAgain(service, to, { ...limits, timeoutMs: leftMs }, invoke);
    }
  }

  async #callAgain<S extends DescService, T>(
    service: S,
    to: PeerAddress,
    limits: CallLimits,
    invoke: (client: Client<S>, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const line = this.#line(to, 'control');
    const startMs = this.#options.system.monotonicMs();
    try {
      return await invoke(clientOf(line, service), callOptions(limits));
    } catch (thrown) {
      throw new PeerCallError(this.#failure(line, thrown, limits.signal, startMs));
    }
  }

  /** A client for streams, on the bulk connection; never repeated. Wrap what it throws with `failed`. */
  bulk<S extends DescService>(
    service: S,
    to: PeerAddress,
    signal?: AbortSignal,
  ): { readonly client: Client<S>; failed(thrown: unknown): PeerCallError } {
    const line = this.#line(to, 'bulk');
    const startMs = this.#options.system.monotonicMs();
    return {
      client: clientOf(line, service),
      failed: (thrown) => new PeerCallError(this.#failure(line, thrown, signal, startMs)),
    };
  }

  /** Ends all calls. */
  stop(): void {
    this.#stopped = true;
    for (const line of this.#lines.values()) line.connection.destroy();
    this.#lines.clear();
  }

  #failure(line: Line, thrown: unknown, signal: AbortSignal | undefined, startMs: number): RemoteFailure {
    const failure = fromConnectError(thrown, line.peer.address, signal);
    // A connection over which others have heard meanwhile is good; this call was just too slow.
    const isSilent = line.connection.lastReadMs <= startMs;
    if (failure.source === 'transport' && isSilent) line.connection.retire();
    // A session that has been told to calm down may go on failing: the next call starts afresh.
    if (failure.error.code === 'OVERLOADED' || failure.error.message.includes('ENHANCE_YOUR_CALM')) {
      line.connection.retire();
    }
    return failure;
  }

  #line(peer: PeerAddress, lane: Lane): Line {
    if (this.#stopped) throw new AcordeError('CANCELLED', 'this peer is stopping');
    const key = `${lane} ${peer.peerId} ${peer.address}`;
    const line = this.#lines.get(key) ?? this.#createLine(peer, lane);
    this.#lines.delete(key);
    this.#lines.set(key, line);
    if (this.#lines.size > CONNECTIONS_MAX) this.#dropOldest();
    return line;
  }

  #createLine(peer: PeerAddress, lane: Lane): Line {
    const { credentials, system, pool, onClosed } = this.#options;
    const connection = connectionTo({
      address: peer.address,
      peerId: peer.peerId,
      credentials: credentials(),
      windowBytes: WINDOW_BYTES[lane],
      system,
      onLost: () => lane === 'control' && !this.#stopped && onClosed(peer.peerId),
    });
    return { peer, connection, transport: transportOver(connection, pool), clients: new Map() };
  }

  #dropOldest(): void {
    for (const [key, line] of this.#lines) {
      if (line.connection.openCalls > 0) continue;
      line.connection.retire();
      this.#lines.delete(key);
      return;
    }
  }
}

/** An address where no peer can live is as good as one where none answers. */
function connectionTo(options: PeerConnectionOptions): PeerConnection {
  try {
    return new PeerConnection(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unreachable = new AcordeError('PEER_UNREACHABLE', message, { cause: error });
    throw new PeerCallError({ error: unreachable, source: 'transport', reason: '' });
  }
}

/** gRPC over one connection, uncompressed. */
export function transportOver(connection: PeerConnection, pool = createBufferPool()): Transport {
  return createLeanTransport(connection, MESSAGE_BYTES_MAX, pool);
}

function clientOf<S extends DescService>(line: Line, service: S): Client<S> {
  let client = line.clients.get(service);
  if (!client) {
    client = createClient(service, line.transport);
    line.clients.set(service, client);
  }
  return client as Client<S>;
}

function callOptions({ timeoutMs, signal }: CallLimits): CallOptions {
  // On the wire a deadline is a whole number.
  return { ...(timeoutMs !== undefined && { timeoutMs: Math.ceil(timeoutMs) }), ...(signal && { signal }) };
}
