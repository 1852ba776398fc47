// Events as the gateway shows them: proto `Event` in plain JSON. `type` is the proto's name of the fact in two words,
// `fileStored` -> `file.stored`; `data` has the proto's fields in camelCase, with numbers as numbers, times in Unix
// milliseconds and absent messages as null.

import type {
  PieceRunView,
  PiecesView,
  TransferView as TransferOfProtocol,
  TransferSourceView,
} from '@acorde/protocol';

/** A fact (seq from 1) or telemetry (seq 0). */
export type EventView = {
  [Type in EventType]: {
    /** `<peerId>/<incarnation>/<seq>`, unique among facts. For telemetry a number unique to this gateway. */
    readonly id: string;
    /** The peer that observed it. */
    readonly peerId: string;
    readonly incarnation: number;
    readonly seq: number;
    /** When the peer observed it, Unix milliseconds. */
    readonly timeMs: number;
    readonly type: Type;
    readonly data: EventData[Type];
  };
}[EventType];

/** Facts in the order in which this gateway got them: the answer of GET /api/events, and of `replay`. */
export interface EventsPage {
  readonly epoch: string;
  /** `timeline`: read again from the broker's stream of a day, because the gateway does not hold that far back. */
  readonly source: 'memory' | 'timeline';
  /** Give it as `since` to go on; pages of one source may repeat events of the other. */
  readonly next: string;
  /** Whether there are more already. */
  readonly more: boolean;
  /** True when some that were asked for are no longer held. */
  readonly truncated: boolean;
  /** All that came in since this moment is held, Unix milliseconds; of what was before, some may be. */
  readonly heldSinceMs: number;
  readonly events: readonly EventView[];
}

export type EventType = keyof EventData;

export interface EventData {
  'peer.started': { readonly previousIncarnation: number; readonly previousSeq: number };
  'peer.joined': { readonly member: ContactView | null; readonly via: ContactView | null };
  'peer.left': { readonly member: ContactView | null };
  'peer.failed': { readonly member: ContactView | null; readonly reason: string };
  'peer.registered': { readonly peerId: string };
  /** Member ids alone: this is the commonest fact, and whole contacts would be most of a snapshot. */
  'neighbors.changed': {
    readonly member: string | null;
    readonly predecessor: string | null;
    /** Nearest first. */
    readonly successors: readonly string[];
  };
  'rings.merged': { readonly member: ContactView | null; readonly with: ContactView | null };
  'file.stored': { readonly entry: EntryView | null; readonly holders: readonly string[] };
  'file.replicated': { readonly fileId: string; readonly size: number; readonly repair: boolean };
  'file.deleted': { readonly entryId: string; readonly fileId: string; readonly name: string };
  'repair.started': { readonly fileId: string; readonly copies: number; readonly peerId: string };
  'repair.finished': { readonly fileId: string; readonly peerId: string; readonly error: string };
  /** `peerId` sent wrong bytes of the file. */
  'chunk.rejected': { readonly fileId: string; readonly peerId: string; readonly reason: string };
  'lookup.hop': {
    readonly lookupId: string;
    readonly key: string;
    readonly routing: RoutingName;
    readonly hop: HopView | null;
  };
  'lookup.ended': {
    readonly lookupId: string;
    readonly key: string;
    readonly routing: RoutingName;
    readonly owner: ContactView | null;
    readonly hops: number;
    readonly ms: number;
    /** The error's code, or empty. */
    readonly error: string;
  };
  'transfer.progress': { readonly transfer: TransferView | null };
  /** Made by the gateway: events of this peer were lost, its state was read anew. */
  'gateway.gap': { readonly peerId: string; readonly incarnation: number; readonly seq: number };
}

export type RoutingName = 'auto' | 'classic' | 'full';

export interface ContactView {
  readonly peerId: string;
  readonly memberId: string;
  readonly index: number;
  readonly address: string;
  readonly zone: string;
  readonly incarnation: number;
}

export interface HopView {
  /** From 1. */
  readonly index: number;
  readonly attempt: number;
  readonly from: ContactView | null;
  readonly to: ContactView | null;
  readonly reason: string;
  readonly outcome: 'forwarded' | 'owner' | 'not_owner' | 'unreachable' | 'busy' | 'error';
  /** Milliseconds, as measured by the peer that asked. */
  readonly ms: number;
}

export interface EntryView {
  readonly entryId: string;
  readonly fileId: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly sha256: string;
  /** The publisher. */
  readonly peerId: string;
  readonly createTimeMs: number;
  readonly shared: boolean;
}

export type { PieceRunView, PiecesView, TransferSourceView };

/** The protocol's, as JSON has it. */
export interface TransferView extends Omit<TransferOfProtocol, 'size' | 'secondsLeft' | 'pieces'> {
  /** Bytes in all; null while unknown. */
  readonly size: number | null;
  /** At the speed of now; null while unknown and when it has ended. */
  readonly secondsLeft: number | null;
  /** Null while the size is unknown. */
  readonly pieces: PiecesView | null;
}
