// The gateway's REST answers, under /api on the same origin. Errors are problem+json: see `Problem`.

import type { EventsView, PeerState, PeerView } from './wire.ts';
import type { ContactView, EntryView, EventsPage, HopView, RoutingName } from './wire-event.ts';

/** GET /api/fleet */
export interface FleetReply {
  readonly peers: readonly {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly api: string;
    readonly state: PeerState;
  }[];
  readonly ring: { readonly ideal: boolean; readonly members: number };
  readonly events: EventsView;
}

/**
 * GET /api/events?since=&limit=&type=&peer=: facts in the order in which this gateway got them. `since` is a time
 * (RFC 3339, UTC: `2026-01-31T12:00:00Z`; facts that are not older) or the `next` of the page before; absent: all that
 * are held. `limit`: 1 to 1000 (200). `type`: `file.stored` or `file.*`, `peer`: 64 hex digits; each a list with commas.
 */
export type EventsReply = EventsPage;

/** GET /api/peers/{id}: read from the peer itself at this moment. */
export interface PeerReply {
  readonly peer: PeerView;
  readonly members: readonly {
    readonly self: ContactView | null;
    readonly predecessor: ContactView | null;
    readonly successors: readonly ContactView[];
    /** Farthest first. */
    readonly fingers: readonly { readonly exponent: number; readonly contact: ContactView | null }[];
    readonly phase: string;
  }[];
}

/** POST /api/lookup, JSON body: exactly one of key, fileId and name. */
export interface LookupBody {
  /** Where the lookup starts; absent: the first peer that is up. */
  readonly peerId?: string;
  /** 64 hex digits. */
  readonly key?: string;
  /** 64 hex digits; its key is itself. */
  readonly fileId?: string;
  /** The exact name of a shared file; looks its file id up. */
  readonly name?: string;
  /** Default: classic. */
  readonly routing?: RoutingName;
}

export interface LookupReply {
  /** The name of this lookup in its telemetry. */
  readonly lookupId: string;
  /** Where it started. */
  readonly peerId: string;
  readonly key: string;
  readonly routing: RoutingName;
  readonly owner: ContactView | null;
  readonly successors: readonly ContactView[];
  readonly hops: readonly HopView[];
  /** Milliseconds in all, by the peer. */
  readonly ms: number;
}

/** GET /api/files?q=&scope=fleet|peer&peer=&page_size=&page_token= */
export interface FilesReply {
  /** Sorted by name, then entry id. */
  readonly entries: readonly EntryView[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
  readonly partitionsAnswered: number;
  readonly partitionsTotal: number;
}

/** POST /api/files?name=&peer= with the raw body: 201, or 200 when the same entry was there. */
export interface UploadReply {
  /** The file's id. */
  readonly id: string;
  readonly entryId: string;
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  /** The peer that took it. */
  readonly peerId: string;
}

export interface HolderView {
  readonly peerId: string;
  readonly complete: boolean;
  readonly shared: boolean;
}

/** GET /api/files/{id}/stat */
export interface FileReply {
  readonly fileId: string;
  readonly size: number;
  readonly root: string;
  readonly entries: readonly EntryView[];
  readonly holders: readonly HolderView[];
  readonly unreachable: readonly HolderView[];
  readonly replicasWanted: number;
  readonly fullyReplicated: boolean;
}

/** POST /api/files/{id}/pin?peer=: 201, or 200 when this peer shared it so before. It has a whole copy then. */
export interface PinReply {
  readonly entry: EntryView;
  /** The peer that keeps it. */
  readonly peerId: string;
}

/** DELETE /api/files/{id} and DELETE /api/entries/{id} */
export interface DeleteReply {
  readonly entryIds: readonly string[];
}

/** RFC 9457, with our code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}
