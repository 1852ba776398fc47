// A record is a small signed fact that the ring keeps. What it says is in its body, which is signed as it is; under
// which keys it is kept follows from the body, so a record cannot be filed under a key that is not its own.
import type { Identifier } from '@acorde/chord';
import type { Version } from './version.ts';

export type RecordKind = 'manifest' | 'holder' | 'entry' | 'tombstone';

/** 64 lowercase hex digits: SHA-256 of the peer's public key (SPKI, DER). */
export type PeerId = string & { readonly __peerId: unique symbol };
/** 64 lowercase hex digits: SHA-256("acorde1" NUL, u64be size, Merkle root). */
export type FileId = Identifier & { readonly __fileId: unique symbol };
/** 64 lowercase hex digits: SHA-256 of the entry's body. */
export type EntryId = string & { readonly __entryId: unique symbol };

/** As it is stored and sent. */
export interface SignedRecord {
  readonly kind: RecordKind;
  readonly version: Version;
  readonly body: Uint8Array;
  /** SPKI, DER. */
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  /** DER; only on a tombstone signed by an admin in the publisher's place. */
  readonly certificate?: Uint8Array;
}

export interface Manifest {
  readonly fileId: FileId;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A peer with a copy. */
export interface HolderFact {
  readonly fileId: FileId;
  readonly peerId: PeerId;
  readonly complete: boolean;
  /** Served in place from a shared folder: not a replica. */
  readonly shared: boolean;
  readonly gone: boolean;
}

/** A name under which a peer shares a file. */
export interface Entry {
  readonly entryId: EntryId;
  readonly fileId: FileId;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** 64 hex digits; the publisher's claim. */
  readonly sha256: string;
  readonly peerId: PeerId;
  /** Unix milliseconds. */
  readonly createTimeMs: number;
  readonly shared: boolean;
}

export interface Tombstone {
  readonly entryId: EntryId;
  readonly fileId: FileId;
  /** The entry's publisher. */
  readonly peerId: PeerId;
  readonly removeTimeMs: number;
}

/** What the ring knows of one file. `entries` are the live ones: those with a tombstone are left out. */
export interface FileFacts {
  readonly fileId: FileId;
  readonly manifest: Manifest | null;
  readonly holders: readonly HolderFact[];
  readonly entries: readonly Entry[];
}
