// What the records need of the rest of the peer. Implemented by the chord node and by rpc/.
import type { Contact, Identifier } from '@acorde/chord';
import type { EntryFilter } from './entry-filter.ts';
import type { Entry, EntryId, FileId, PeerId, SignedRecord } from './record.ts';
import type { Version } from './version.ts';

/** How to reach a peer; a Contact is one. */
export interface PeerAddress {
  readonly peerId: string;
  /** HOST:PORT of the peer listener. */
  readonly address: string;
}

export interface Ring {
  /** This peer's first member. */
  self(): Contact;
  /** The owner of a key and its successors, members of distinct peers or not. Throws LOOKUP_TIMEOUT or NOT_JOINED. */
  locate(key: Identifier, signal?: AbortSignal): Promise<{ owner: Contact; successors: readonly Contact[] }>;
  /** (predecessor, self] and the successors of each member hosted here that knows its predecessor. */
  ranges(): readonly { from: Identifier; to: Identifier; successors: readonly Contact[] }[];
}

/** Calls to the record service of another peer. Throws AcordeError; PEER_UNREACHABLE when there is no answer in time. */
export interface RecordsRemote {
  store(
    to: PeerAddress,
    records: readonly SignedRecord[],
    signal?: AbortSignal,
  ): Promise<{ stored: number; refused: number }>;
  /** At most 256 keys. A key is a FileId (its records), an EntryId (the entry or its tombstones) or the hash of one
   * record, as digests list them. */
  fetch(from: PeerAddress, keys: readonly Identifier[], signal?: AbortSignal): Promise<SignedRecord[]>;
  search(from: PeerAddress, search: PartitionSearch, signal?: AbortSignal): Promise<SignedRecord[]>;
  digest(from: PeerAddress, range: DigestRange, signal?: AbortSignal): Promise<RangeDigest>;
  /** Asks the publisher of an entry for its tombstone. */
  remove(to: PeerAddress, entryId: EntryId, fileId: FileId, signal?: AbortSignal): Promise<SignedRecord>;
}

export interface PartitionSearch {
  /** 0 to 15. */
  readonly partitions: readonly number[];
  readonly query: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** Only what comes after this name and entry, in the order of names. */
  readonly after?: { readonly name: string; readonly entryId: EntryId } | undefined;
  readonly filter?: EntryFilter | undefined;
}

export interface DigestRange {
  /** Exclusive. */
  readonly from: Identifier;
  /** Inclusive. */
  readonly to: Identifier;
  /** Empty: sixteen digests; else the records of these buckets. */
  readonly buckets: readonly number[];
}

export interface RangeDigest {
  /** Sixteen of 32 bytes: a record falls in the bucket of its key's sixteenth of the range. */
  readonly digests: readonly Uint8Array[];
  /** Rows in each bucket; only of one's own digest. */
  readonly counts?: readonly number[] | undefined;
  readonly records: readonly { key: Identifier; hash: Uint8Array }[];
}

/** This peer's key. */
export interface Signer {
  readonly peerId: PeerId;
  /** SPKI, DER. */
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
  /** This peer's certificate, DER, when it carries the right `admin`; else null. */
  readonly adminCertificate: Uint8Array | null;
}

/** Says whose key an admin certificate certifies, or null when it is not one of this network's. */
export interface AdminCheck {
  publicKeyOf(certificate: Uint8Array): Uint8Array | null;
}

/** Where a peer is, by its newest signed record. Implemented by membership/. */
export interface AddressBook {
  addressOf(peerId: PeerId): PeerAddress | null;
  /** How many other peers have not said that they leave, whether they answer now or not. */
  expectedPeers(): number;
}

/** Told within the commit that removes an entry of this peer, so that the fact can be written with it. */
export interface RemovalLog {
  removed(entry: Entry): void;
}

export interface VersionSource {
  next(): Version;
}

/** Network-wide numbers, from the signed network document. */
export interface NetworkParameters {
  /** k: distinct peers that keep a record, and complete copies of a file. */
  readonly replicas: number;
  /** w: of those, how many must be durable before an acknowledgement. */
  readonly writeQuorum: number;
}

/** What the record service of this peer answers to others. */
export interface RecordsServer {
  store(records: readonly SignedRecord[]): Promise<{ stored: number; refused: number }>;
  /** Keys as in RecordsRemote.fetch. Under 1 MiB; records of copies come first. */
  fetch(keys: readonly Identifier[]): SignedRecord[];
  search(search: PartitionSearch): SignedRecord[];
  digest(range: DigestRange): RangeDigest;
  /** Writes and returns the tombstone of an entry that this peer publishes. Errors: FILE_NOT_FOUND. */
  remove(entryId: EntryId, fileId: FileId): Promise<SignedRecord>;
}
