// What the page knows of the fleet. Plain data, replaced and never changed, so that a part that is the same object as
// before is the same as before: React and the canvas compare by identity.
import type { EventsView, FilesView, PeerView, RingView } from '../wire.ts';
import type { EventView, HopView, RoutingName, TransferView } from '../wire-event.ts';
import type { Pulse } from './pulse.ts';
import { AT_REST, type Unrest } from './unrest.ts';

export interface FleetState {
  readonly link: LinkState;
  /** Empty until the first snapshot. */
  readonly epoch: string;
  readonly seq: number;
  /** The gateway's clock minus this browser's, milliseconds, from the latest message. */
  readonly skewMs: number;
  readonly peers: ReadonlyMap<string, PeerView>;
  readonly ring: RingView;
  readonly events: EventsView;
  readonly files: FilesView;
  /** Oldest first, at most FEED_MAX. */
  readonly feed: readonly FeedItem[];
  /** How many items were ever added to the feed. */
  readonly feedCount: number;
  /** By lookup id, oldest first, at most TRACES_MAX. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** By peer id and transfer id, at most TRANSFERS_MAX; the peer is the one that moves the bytes. */
  readonly transfers: ReadonlyMap<string, PeerTransfer>;
  /** Repairs that started and have not finished, by file and appointed peer. */
  readonly repairs: ReadonlySet<string>;
  /** Lookups and bytes per time, by this browser's clock. */
  readonly pulse: Pulse;
  readonly unrest: Unrest;
}

export interface LinkState {
  /** `connecting` until the first snapshot; `lost` as soon as the socket closes or falls silent. */
  readonly status: 'connecting' | 'live' | 'lost';
  /** When the last message came, Unix milliseconds by this browser; null: never. */
  readonly heardAtMs: number | null;
}

export type FeedItem =
  | { readonly kind: 'event'; readonly event: EventView }
  /** The page read everything anew: what happened in between is not in the feed. */
  | { readonly kind: 'resync'; readonly id: string; readonly timeMs: number };

/** One lookup, put together from its telemetry. */
export interface Trace {
  readonly lookupId: string;
  /** The peer where it started. */
  readonly peerId: string;
  readonly key: string;
  readonly routing: RoutingName;
  readonly timeMs: number;
  readonly hops: readonly HopView[];
  readonly end: {
    readonly ownerId: string | null;
    readonly hops: number;
    readonly ms: number;
    readonly error: string;
  } | null;
}

export interface PeerTransfer {
  readonly peerId: string;
  readonly timeMs: number;
  readonly transfer: TransferView;
}

export const FEED_MAX = 10_000;
export const TRACES_MAX = 50;
export const HOPS_MAX = 512;
export const TRANSFERS_MAX = 200;
export const REPAIRS_MAX = 10_000;

export const EMPTY_FLEET: FleetState = {
  link: { status: 'connecting', heardAtMs: null },
  epoch: '',
  seq: 0,
  skewMs: 0,
  peers: new Map(),
  ring: { ideal: false, members: 0, unsettled: [] },
  events: { source: 'direct', broker: 'none', reason: '' },
  files: { copies: 0, bytes: 0, entries: 0, records: 0 },
  feed: [],
  feedCount: 0,
  traces: new Map(),
  transfers: new Map(),
  repairs: new Set(),
  pulse: [],
  unrest: AT_REST,
};
