// What the files need of the rest of the peer. Implemented by rpc/, membership/ and events/.

import type { EntryFilter } from '../records/entry-filter.ts';
import type { PeerAddress } from '../records/ports.ts';
import type {
  Entry,
  EntryId,
  FileFacts,
  FileId,
  HolderFact,
  Manifest,
  PeerId,
  SignedRecord,
} from '../records/record.ts';

/** Calls to the replica service of another peer. Throws AcordeError; PEER_UNREACHABLE when there is no answer in time. */
export interface ReplicaRemote {
  /** Opens a copy at another peer, to be fed while the bytes arrive here. `size` in bytes when known. */
  openReplica(to: PeerAddress, size: number | undefined): ReplicaWriter;
  /** Whole chunks in order, in pieces that never span two chunks. Not verified. */
  readChunks(
    from: PeerAddress,
    fileId: FileId,
    first: number,
    count: number,
    signal: AbortSignal,
    /** The holder checks them first: asked for when wrong bytes have come. */
    check?: boolean,
  ): AsyncIterable<Uint8Array>;
  /** All chunk digests of a file, 32 bytes each, one after the other. Not verified. More than `sizeMax` bytes of
   * digests are CONTENT_CORRUPT. */
  readDigests(from: PeerAddress, fileId: FileId, sizeMax: number, signal: AbortSignal): Promise<Uint8Array>;
  /** The chunks that a peer can send: all, or one bit for each, the lowest first in each byte. Errors: FILE_NOT_FOUND. */
  listChunks(from: PeerAddress, fileId: FileId, signal: AbortSignal): Promise<Uint8Array | 'all'>;
  /** Appoints a peer as a holder; resolves when its copy is durable and its holder record published. */
  adopt(to: PeerAddress, fileId: FileId, signal: AbortSignal): Promise<void>;
  /** Resolves when the peer answers within `timeoutMs`. */
  ping(to: PeerAddress, timeoutMs: number): Promise<void>;
}

/** Copies of small files at another peer, many in one message. Throws as ReplicaRemote. */
export interface SmallRemote {
  /** Resolves with the callee's signed holder records of the copies that are durable there; a refused one has none. */
  storeCopies(
    to: PeerAddress,
    copies: readonly { readonly fileId: FileId; readonly data: Uint8Array }[],
    signal: AbortSignal,
  ): Promise<SignedRecord[]>;
  /** Those that the peer has, as many as fit into a message. Not verified. */
  readCopies(
    from: PeerAddress,
    fileIds: readonly FileId[],
    signal: AbortSignal,
  ): Promise<{ readonly fileId: FileId; readonly data: Uint8Array }[]>;
  /** Appoints a peer as a holder of files; resolves with those that it could not fetch. */
  adopt(to: PeerAddress, fileIds: readonly FileId[], signal: AbortSignal): Promise<AdoptFailure[]>;
}

/** A file that a peer could not take over. */
export interface AdoptFailure {
  readonly fileId: FileId;
  /** The code of the error. */
  readonly code: string;
  readonly message: string;
}

/** Asks another peer for its own index. Throws AcordeError; PEER_UNREACHABLE when there is no answer in time. */
export interface PeerIndexRemote {
  query(
    peer: PeerAddress,
    query: { query: string; pageSize: number; pageToken: string; filter?: EntryFilter | undefined },
    signal?: AbortSignal,
  ): Promise<{ entries: Entry[]; nextPageToken: string }>;
}

export interface ReplicaWriter {
  /** Sends bytes; resolves when there is room for more. Rejects once the copy has failed. */
  write(data: Uint8Array): Promise<void>;
  /** Sends the digest of the chunk that just ended; only after whole chunks, so not after a shorter last one. */
  chunkEnd(digest: Uint8Array): Promise<void>;
  /** Resolves with the callee's signed holder record when the copy is durable there. */
  finish(file: { fileId: FileId; size: number; sha256: Uint8Array }): Promise<SignedRecord>;
  /** Gives the copy up; the callee removes what it has. */
  abort(reason: Error): void;
}

/** The peers that may hold replicas, and which of them answer. */
export interface Membership {
  /** Known peers that are not known to have failed or left, without this one. */
  livePeers(): readonly (PeerAddress & { readonly zone: string })[];
  /** Those of them that take new copies. */
  takers(): readonly (PeerAddress & { readonly zone: string })[];
  /** How many other peers have not said that they leave, whether they answer now or not. */
  expectedPeers(): number;
  addressOf(peerId: PeerId): PeerAddress | null;
}

/** Facts are written within the change that they tell of: call `append` inside `database.commit`. */
export interface FactLog {
  append(fact: FileFact): void;
}

export type FileFact =
  | { readonly type: 'file_stored'; readonly entry: Entry; readonly holders: readonly PeerId[] }
  | {
      readonly type: 'file_replicated';
      readonly fileId: FileId;
      readonly size: number;
      readonly repair: boolean;
    }
  | { readonly type: 'file_deleted'; readonly entry: Entry }
  | {
      readonly type: 'repair_started';
      readonly fileId: FileId;
      readonly copies: number;
      readonly peerId: PeerId;
    }
  | {
      readonly type: 'chunk_rejected';
      readonly fileId: FileId;
      /** The peer that sent wrong bytes. */
      readonly peerId: PeerId;
      readonly reason: string;
    }
  | {
      readonly type: 'repair_finished';
      readonly fileId: FileId;
      readonly peerId: PeerId;
      readonly error: string;
    };

/** Running and recent transfers, for people and for telemetry. */
export type { PieceRunView, PiecesView, TransferView } from '@acorde/protocol';

/** The records, as the files need them. Implemented by records/. */
export interface Records {
  /** Signs facts with this peer's key and next version. */
  signManifest(manifest: Manifest): SignedRecord;
  signHolder(fact: Omit<HolderFact, 'peerId'>): SignedRecord;
  /** The entry's id follows from its bytes. */
  signEntry(entry: Omit<Entry, 'entryId' | 'peerId'>): { entry: Entry; record: SignedRecord };
  /** Resolves when, for every key of every record, w of its first k distinct peers hold it durably; goes on to
   * reach all k in the background. Errors: QUORUM_FAILED, NOT_JOINED, LOOKUP_TIMEOUT. */
  publish(records: readonly SignedRecord[], signal?: AbortSignal): Promise<void>;
  facts(fileId: FileId, signal?: AbortSignal): Promise<FileFacts>;
  entry(entryId: EntryId, signal?: AbortSignal): Promise<Entry | null>;
  /** Searches the names of the whole network. */
  search(
    search: {
      query: string;
      limit: number;
      after?: { name: string; entryId: EntryId } | undefined;
      filter?: EntryFilter | undefined;
    },
    signal?: AbortSignal,
  ): Promise<{ entries: Entry[]; partitionsAnswered: number; partitionsTotal: number }>;
  /** Removes an entry: asks its publisher, or signs as admin when that is out of reach. Errors: FORBIDDEN, QUORUM_FAILED. */
  remove(entry: Entry, signal?: AbortSignal): Promise<void>;
  readonly published: PublishedEntries;
}

/** The entries that this peer shares: its own index. Durable. */
export interface PublishedEntries {
  find(name: string, fileId: FileId): Entry | null;
  get(entryId: EntryId): Entry | null;
  /** Call inside `database.commit`. */
  add(entry: Entry, record: SignedRecord): void;
  /** Call inside `database.commit`. */
  delete(entryId: EntryId): void;
  /** Sorted by name, then entry id. */
  list(search: {
    query: string;
    limit: number;
    after?: { name: string; entryId: EntryId } | undefined;
    filter?: EntryFilter | undefined;
  }): Entry[];
  count(): number;
  /** The entries of a name. */
  named(name: string): { entry: Entry; record: SignedRecord }[];
  /** The entries of a file. */
  ofFile(fileId: FileId): { entry: Entry; record: SignedRecord }[];
}
