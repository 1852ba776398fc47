// What the gateway sends to a browser over the WebSocket /api/ws, and what a browser may send back. All messages are
// JSON texts. The life of a socket: the browser sends `hello` (at once; after half a second the gateway goes on without
// it); the gateway answers `resumed` when it still holds every change after the browser's cursor, else `snapshot`; then
// come `delta`s whose seq rises by exactly one, `telemetry` between them, and a `tick` every second. A tick or a delta
// with an unexpected seq, or SLOW_CLOSE_CODE, means: connect again. Who asks with `replay` gets an answer of its own
// between these. Events are in wire-event.ts, REST in wire-rest.ts.
import type { EventsPage, EventView } from './wire-event.ts';

/** Unique per run of a gateway. A cursor of another epoch gets a fresh snapshot. */
export type Epoch = string;

/** What a browser has seen. */
export interface Cursor {
  readonly epoch: Epoch;
  readonly seq: number;
}

export type ClientMessage =
  | { readonly type: 'hello'; readonly cursor?: Cursor | undefined; readonly filter?: Filter | undefined }
  /** Answered by a tick at once. */
  | { readonly type: 'ping' }
  | ReplayRequest;

/** What happened before, by time. One at a time on each socket; answered by `replay` or `replay_refused`. */
export interface ReplayRequest {
  readonly type: 'replay';
  /** 1 to 64 characters of the asker's choice; the answer has the same. */
  readonly id: string;
  /** A time (RFC 3339, UTC), or the `next` of the page before; absent: all that is held. */
  readonly since?: string;
  /** 1 to 1000 (200). */
  readonly limit?: number;
  /** As in a filter; the socket's own filter does not count here. */
  readonly types?: readonly string[];
  readonly peers?: readonly string[];
}

/** Which events a browser wants; the state comes always. Empty lists mean all. */
export interface Filter {
  /** `file.stored`, or `file.*` for an entity. */
  readonly types?: readonly string[];
  readonly peers?: readonly string[];
  /** Default true. */
  readonly telemetry?: boolean;
}

/** What every browser gets. */
export type ServerMessage = Snapshot | Resumed | Delta | Telemetry | Tick;

/** The whole state of the fleet as of `seq`. */
export interface Snapshot {
  readonly type: 'snapshot';
  readonly epoch: Epoch;
  readonly seq: number;
  /** The gateway's clock, Unix milliseconds. */
  readonly atMs: number;
  /** Sorted by peer id. */
  readonly peers: readonly PeerView[];
  readonly ring: RingView;
  readonly events: EventsView;
  readonly files: FilesView;
  /** The latest facts, oldest first, at most 200. */
  readonly recent: readonly EventView[];
}

/** The cursor is still held: everything that changed since, in one piece. Never longer than a snapshot would be. */
export interface Resumed {
  readonly type: 'resumed';
  readonly epoch: Epoch;
  /** The newest delta that this includes. */
  readonly seq: number;
  readonly atMs: number;
  /** Of each part of the state what it came to, and every fact in order. */
  readonly changes: readonly Change[];
}

/** Changes of the snapshot, to be applied in order. */
export interface Delta {
  readonly type: 'delta';
  readonly seq: number;
  readonly atMs: number;
  readonly changes: readonly Change[];
}

export type Change =
  /** A peer is new, or another one than before: the view replaces the old one whole. */
  | { readonly kind: 'peer'; readonly peer: PeerView }
  /** It left, or was forgotten. */
  | { readonly kind: 'peer_removed'; readonly peerId: string }
  | { readonly kind: 'ring'; readonly ring: RingView }
  | { readonly kind: 'events'; readonly events: EventsView }
  | { readonly kind: 'files'; readonly files: FilesView }
  /** For the feed; what it changed comes as changes of its own. */
  | { readonly kind: 'fact'; readonly event: EventView };

/** Hops and ends of lookups, progress of transfers. Not numbered; dropped when the browser is slow. */
export interface Telemetry {
  readonly type: 'telemetry';
  readonly events: readonly EventView[];
}

/** A sign of life. */
export interface Tick {
  readonly type: 'tick';
  /** The newest delta. */
  readonly seq: number;
  readonly atMs: number;
}

/** What only the one who asked gets. */
export type ReplayAnswer = Replayed | ReplayRefused;

/** A page of facts. */
export interface Replayed extends EventsPage {
  readonly type: 'replay';
  readonly id: string;
}

/** There is no page; the socket goes on. */
export interface ReplayRefused {
  readonly type: 'replay_refused';
  readonly id: string;
  /** INVALID_ARGUMENT, NOT_FOUND (begin again with a time), OVERLOADED (ask again later) or INTERNAL. */
  readonly code: string;
  readonly detail: string;
}

export type PeerState = 'joining' | 'up' | 'leaving' | 'failed';

/** One peer, as far as the gateway knows it. Numbers of its own state are null until GetState was read once. */
export interface PeerView {
  readonly peerId: string;
  readonly name: string;
  /** HOST:PORT of the peer listener. */
  readonly address: string;
  /** URL of the API listener, or empty. */
  readonly api: string;
  readonly zone: string;
  readonly version: string;
  readonly state: PeerState;
  /** True while a report of its failure is being checked. */
  readonly suspect: boolean;
  /** Why it is failed, or empty. */
  readonly reason: string;
  readonly incarnation: number;
  /** The newest fact that this view includes. No change is told when nothing but this rose. */
  readonly seq: number;
  /** Its places on the ring; from its peers' word until its own state was read. */
  readonly members: readonly MemberView[];
  readonly holdings: HoldingsView | null;
  /** Unix milliseconds of its start, by the gateway's clock. */
  readonly startedAtMs: number | null;
  readonly residentBytes: number | null;
  readonly pid: number | null;
  /** How its events leave, in its own words: direct, or amqp and whether its broker answers. */
  readonly events: string;
  /** When its state was last read, Unix milliseconds by the gateway's clock; null: never. */
  readonly readAtMs: number | null;
}

/** A place on the ring. Neighbours are member ids; fingers are read with GET /api/peers/{id}. */
export interface MemberView {
  /** 64 hex digits: the place. */
  readonly memberId: string;
  readonly index: number;
  readonly predecessor: string | null;
  /** Nearest first. */
  readonly successors: readonly string[];
  /** One of joining, up, leaving, stopped. */
  readonly phase: string;
}

export interface HoldingsView {
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly entries: number;
}

export interface RingView {
  /** Every live member's predecessor is the member before it and its successors are exactly the next ones. */
  readonly ideal: boolean;
  /** How many live members there are. */
  readonly members: number;
  /** Members whose neighbours are not the right ones, at most 16; empty when ideal. */
  readonly unsettled: readonly string[];
}

export interface EventsView {
  readonly source: 'direct' | 'amqp';
  readonly broker: 'none' | 'connected' | 'disconnected';
  /** Why the broker is disconnected, or empty. */
  readonly reason: string;
}

/** Sums over the peers that are up. */
export interface FilesView {
  readonly copies: number;
  readonly bytes: number;
  readonly entries: number;
  readonly records: number;
}

/** The gateway closed the socket because the browser reads too slowly: connect again and resync. */
export const SLOW_CLOSE_CODE = 4001;
/** The gateway closed the socket because of a malformed or excessive message. */
export const BAD_MESSAGE_CLOSE_CODE = 4002;
/** The gateway closed the socket because it answered no ping. */
export const IDLE_CLOSE_CODE = 4003;
