// What the REST surface needs of the peer. The files come as FileService; the rest is declared here and wired in peer.ts.
import type { Hop, Identifier, LookupResult, RingSnapshot, Routing } from '@acorde/chord';
import type { FileService } from '../files/file-service.ts';
import type { PeerView } from '../membership/peer-view.ts';
import type { HandOverStatus } from '../repair/hand-over.ts';
import type { ScrubStatus } from '../repair/scrub.ts';

/** The ring, as the members of this peer see it. */
export interface RingView {
  /** One for each member, in order of their index; at least one once the peer has started. */
  snapshots(): readonly RingSnapshot[];
  /** Yields the hops as they end and returns the owner. Throws AcordeError or ChordError. */
  lookup(
    key: Identifier,
    options: { routing: Routing; signal: AbortSignal },
  ): AsyncGenerator<Hop, LookupResult>;
}

export interface PeersView {
  /** Every known peer, this one included, sorted by peer id. */
  list(): readonly PeerView[];
}

/** What the peer says of itself. */
export interface PeerState {
  readonly peer: PeerView;
  /** The last event that this state includes. */
  readonly position: { readonly incarnation: number; readonly seq: number };
  readonly members: readonly RingSnapshot[];
  readonly holdings: {
    readonly files: number;
    readonly bytes: number;
    readonly records: number;
    readonly entries: number;
    /** The most bytes that own copies may have; absent: as many as the disk takes. */
    readonly quotaBytes?: number | undefined;
  };
  readonly uptimeSeconds: number;
  /** How its events leave: `direct`, or `amqp` and whether the broker answers. */
  readonly events: string;
  readonly residentBytes: number;
  readonly pid: number;
}

export interface StateView {
  /** Synchronous, so that the state and its position belong together. */
  read(): PeerState;
}

/** Handing copies over before this peer goes for good. */
export interface DrainDoor {
  /** Begins now; does not wait for the end. */
  begin(): void;
  status(): HandOverStatus;
}

/** The check of all copies on this peer's disk. */
export interface ScrubDoor {
  /** Begins now, at the speed of the disk; does not wait for the end. */
  begin(): void;
  status(): ScrubStatus;
}

/** Makes join tokens. */
export interface TokenIssuer {
  /** A single-use join token and the Unix milliseconds at which it ends. */
  issue(): Promise<{ readonly token: string; readonly expiresMs: number }>;
}

/** Says whether a caller may write. */
export interface Authorizer {
  /** `authorization` is the value of the header, null when there is none. Throws UNAUTHENTICATED. */
  checkWrite(authorization: string | null): void;
}

/** What goes to the log: unexpected failures only. A pino logger is one. */
export interface RestLog {
  error(details: object, message: string): void;
}

export interface RestDeps {
  readonly ring: RingView;
  readonly peers: PeersView;
  readonly files: FileService;
  readonly state: StateView;
  readonly scrub: ScrubDoor;
  readonly drain: DrainDoor;
  /** How late this process's event loop is. */
  readonly loopDelay?: { quantileMs(quantile: number): number } | undefined;
  readonly tokens: TokenIssuer;
  readonly authorizer: Authorizer;
  readonly log: RestLog;
}
