// What the RPC edge asks of the rest of the peer. Implemented by the chord node, events/, membership/, identity/ and
// the wiring in peer.ts.
import type {
  Contact,
  Hop,
  Identifier,
  LookupResult,
  LookupStepReply,
  LookupStepRequest,
  Neighbors,
  RingSnapshot,
  Routing,
} from '@acorde/chord';
import type { WatchResponseSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { PeerRecord, RegisterPeerResponseSchema } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { PeerRecordVersion } from '../membership/peer-record.ts';
import type { PeerView } from '../membership/peer-view.ts';
import type { FileId, SignedRecord } from '../records/record.ts';
import type { HandOverStatus } from '../repair/hand-over.ts';
import type { ScrubStatus } from '../repair/scrub.ts';

/** The ring as people and other programs may ask about it. */
export interface RingDoor {
  /** One for each member hosted here, in order of their index. */
  snapshots(): readonly RingSnapshot[];
  /** Looks a key up from this peer's first member; `lookupId` names it in its telemetry. Throws AcordeError or ChordError: LOOKUP_TIMEOUT, NOT_JOINED, CANCELLED. */
  lookup(
    key: Identifier,
    options: { routing: Routing; signal: AbortSignal; lookupId?: string },
  ): AsyncGenerator<Hop, LookupResult>;
}

/** The part of a ChordNode that answers other members. Throws RemoteError (`busy`, `not_member`). */
export interface MemberHandlers {
  handleGetNeighbors(): Neighbors;
  handleLookupStep(request: LookupStepRequest): LookupStepReply;
  handleNotify(from: Contact): Promise<void>;
  handlePing(): void;
  handleLeaving(from: Contact): void;
}

/** The members hosted here. */
export interface MemberHost {
  /** Null for a member that lives elsewhere. */
  member(memberId: Identifier): MemberHandlers | null;
  /** The member with an index; null when there are not so many. */
  at(index: number): MemberHandlers | null;
}

/** The known peers. Implemented by membership/. */
export interface Directory {
  /** Itself included, sorted by peer id. */
  list(): readonly PeerView[];
}

/** Takes the other side's records and gives back what that side lacks. Implemented by membership/. */
export interface Gossip {
  /** Takes the records in, and says whether this peer then knows exactly what the digest stands for. */
  agrees(from: string | null, digest: Uint8Array, records: readonly PeerRecord[]): boolean;
  /** `from`: the caller, by its certificate. */
  exchange(
    from: string | null,
    records: readonly PeerRecord[],
    versions: readonly PeerRecordVersion[],
  ): readonly PeerRecord[];
}

/** Admits peers. Implemented by identity/. */
export interface Admission {
  /** Errors: UNAUTHENTICATED (token), INVALID_ARGUMENT (request), FORBIDDEN (not a registrar). */
  register(
    joinToken: string,
    certificateRequest: Uint8Array,
  ): Promise<MessageInitShape<typeof RegisterPeerResponseSchema>>;
}

/** Says whether a caller may write. Implemented by identity/. */
export interface Authorizer {
  /** `authorization` is the value of the header, null when there is none. Throws UNAUTHENTICATED. */
  checkWrite(authorization: string | null): void;
}

/** A place in the event log. */
export interface EventPosition {
  readonly incarnation: number;
  /** The last event's number; 0 before the first. */
  readonly seq: number;
}

/** The event log, for readers. Implemented by events/. */
export interface EventLog {
  position(): EventPosition;
  /** Everything after `after` (a place, a time, or null: now), then what comes, until the signal aborts; a gap where the log is
   * trimmed, a heartbeat while nothing happens. Bounded: a reader that is too slow gets a gap, never a growing queue. */
  watch(
    after: EventPosition | { readonly sinceMs: number } | null,
    options: { telemetry: boolean; signal: AbortSignal },
  ): AsyncIterable<MessageInitShape<typeof WatchResponseSchema>>;
}

/** What the peer says of itself. */
export interface PeerState {
  readonly peer: PeerView;
  /** The last event that this state includes. */
  readonly position: EventPosition;
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
  /** How events leave: `direct`, `amqp` and whether the broker answers. */
  readonly events: string;
  readonly residentBytes: number;
  readonly pid: number;
  /** r of the network. */
  readonly successorsWanted: number;
}

export interface StateSource {
  /** Synchronous, so that the state and its position belong together. */
  read(): PeerState;
}

/** Handing copies over before this peer goes for good. */
export interface DrainDoor {
  /** Begins now; does not wait for the end. */
  begin(): void;
  status(): HandOverStatus;
}

/** The check of all copies on this peer's disk. Implemented by repair/. */
export interface ScrubDoor {
  /** Begins now, at the speed of the disk; does not wait for the end. */
  begin(): void;
  status(): ScrubStatus;
}

/** A piece of a copy on its way in: data, the digest after each whole chunk, and at last what it must amount to. */
export type ReplicaPart =
  | { readonly type: 'data'; readonly data: Uint8Array }
  | { readonly type: 'chunk_digest'; readonly digest: Uint8Array }
  | {
      readonly type: 'finish';
      readonly fileId: FileId;
      readonly size: number;
      /** 32 bytes. */
      readonly sha256: Uint8Array;
    };

/** Copies kept here, for other peers. Implemented by files/. */
export interface ReplicaServer {
  /** Takes a copy while it arrives; resolves with this peer's signed holder record when it is durable. The parts end
   * with `finish`; when they end without it, or throw, the copy is given up. `size` in bytes when known.
   * Errors: DISK_FULL, CONTENT_CORRUPT, OVERLOADED, INVALID_ARGUMENT. */
  receive(
    size: number | undefined,
    parts: AsyncIterable<ReplicaPart>,
    signal: AbortSignal,
  ): Promise<SignedRecord>;
  /** Whole chunks in order. Errors: FILE_NOT_FOUND, CONTENT_CORRUPT, RANGE_NOT_SATISFIABLE. */
  readChunks(
    fileId: FileId,
    first: number,
    count: number,
    signal: AbortSignal,
    check: boolean,
  ): AsyncIterable<Uint8Array>;
  /** The chunks that can be read: all, or one bit for each, the lowest first in each byte. Errors: FILE_NOT_FOUND. */
  chunks(fileId: FileId): Uint8Array | 'all';
  /** Gives a chunk that has been sent back for the next one. */
  giveBack(chunk: Uint8Array): void;
  /** 32 bytes for each chunk. Errors: FILE_NOT_FOUND. */
  digests(fileId: FileId): Uint8Array;
  /** Fetches the file from its other holders; resolves when the copy is durable and its holder record published. */
  adopt(fileId: FileId, signal: AbortSignal): Promise<void>;
}

/** Copies of small files kept here, for other peers, many at once. Implemented by files/. */
export interface SmallServer {
  /** Resolves with this peer's signed holder records of the copies that are durable. Errors: INVALID_ARGUMENT. */
  store(copies: readonly { readonly fileId: FileId; readonly data: Uint8Array }[]): Promise<SignedRecord[]>;
  /** Those that are here, as many as fit into a message. Errors: INVALID_ARGUMENT. */
  read(fileIds: readonly FileId[]): Promise<{ readonly fileId: FileId; readonly data: Uint8Array }[]>;
  /** Fetches files from their other holders; resolves with those that failed. Errors: INVALID_ARGUMENT, QUORUM_FAILED. */
  adopt(
    fileIds: readonly FileId[],
    signal: AbortSignal,
  ): Promise<{ readonly fileId: FileId; readonly code: string; readonly message: string }[]>;
}
