// The record services of all peers, this one's among them without the network. Records read from others are verified
// here; those that are not valid are dropped as if they had not been there.
import type { Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { decodeRecord } from './decode-record.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { createOutbox } from './outbox.ts';
import type {
  DigestRange,
  PartitionSearch,
  PeerAddress,
  RangeDigest,
  RecordsRemote,
  RecordsServer,
} from './ports.ts';
import type { PeerId, SignedRecord } from './record.ts';
import { nextTurn } from './turn.ts';
import type { Verifier } from './verify.ts';

const VERIFIED_PER_TURN = 16;

/** Errors of all: as RecordsRemote. */
export interface RecordPeers {
  /** Resolves when the peer keeps the records, or newer ones, durably. Errors: FORBIDDEN when it refuses one. */
  store(to: PeerAddress, records: readonly SignedRecord[]): Promise<void>;
  /** At most 256 keys. */
  fetch(from: PeerAddress, keys: readonly Identifier[], signal?: AbortSignal): Promise<DecodedRecord[]>;
  /** As fetch, without verifying: to see what is there. */
  peek(from: PeerAddress, keys: readonly Identifier[], signal?: AbortSignal): Promise<SignedRecord[]>;
  /** Not verified: verify what is used. */
  search(from: PeerAddress, search: PartitionSearch, signal?: AbortSignal): Promise<SignedRecord[]>;
  digest(from: PeerAddress, range: DigestRange, signal?: AbortSignal): Promise<RangeDigest>;
}

export function createRecordPeers(deps: {
  selfId: PeerId;
  server: RecordsServer;
  remote: RecordsRemote;
  verifier: Verifier;
}): RecordPeers {
  const { selfId, server, remote, verifier } = deps;
  const outbox = createOutbox((to, records) => remote.store(to, records));

  return {
    async store(to, records) {
      if (to.peerId !== selfId) return outbox.store(to, records);
      const { refused } = await server.store(records);
      if (refused > 0) throw new AcordeError('FORBIDDEN', 'a record is not valid');
    },
    async fetch(from, keys, signal) {
      if (from.peerId === selfId) return server.fetch(keys).map(decodeRecord);
      return validOf(await remote.fetch(from, keys, signal), verifier);
    },
    async peek(from, keys, signal) {
      return from.peerId === selfId ? server.fetch(keys) : remote.fetch(from, keys, signal);
    },
    async search(from, search, signal) {
      return from.peerId === selfId ? server.search(search) : remote.search(from, search, signal);
    },
    async digest(from, range, signal) {
      return from.peerId === selfId ? server.digest(range) : remote.digest(from, range, signal);
    },
  };
}

async function validOf(records: readonly SignedRecord[], verifier: Verifier): Promise<DecodedRecord[]> {
  const valid: DecodedRecord[] = [];
  for (const [index, record] of records.entries()) {
    if (index % VERIFIED_PER_TURN === VERIFIED_PER_TURN - 1) await nextTurn();
    const decoded = verified(record, verifier);
    if (decoded) valid.push(decoded);
  }
  return valid;
}

/** The record with what it says, or null when it is not valid. */
export function verified(record: SignedRecord, verifier: Verifier): DecodedRecord | null {
  try {
    return verifier.verify(record);
  } catch (error) {
    if (error instanceof AcordeError) return null;
    throw error;
  }
}
