import { AcordeError } from '@acorde/protocol';
import { peerIdOf } from '../../identity/peer-id.ts';
import {
  encodeEntry,
  encodeHolder,
  encodeManifest,
  encodeTombstone,
  entryIdOf,
} from '../../records/bodies.ts';
import { decodeRecord } from '../../records/decode-record.ts';
import type { DecodedRecord } from '../../records/decoded-record.ts';
import { matchesFilter } from '../../records/entry-filter.ts';
import { factsOf, liveEntries, unionOf } from '../../records/facts.ts';
import type { PublishedEntries } from '../../records/published-entries.ts';
import type { Entry, RecordKind, SignedRecord } from '../../records/record.ts';
import type { Database } from '../../store/database.ts';
import type { System } from '../../system.ts';
import type { FactLog, Records } from '../ports.ts';

/** The records of the whole network in one list, as if every key were kept by everybody. */
export interface FakeRing {
  records: DecodedRecord[];
  /** How often the records of a file were asked for. */
  asked: number;
  /** Peers that would take part in a write now. */
  seen(): number;
  /** Says what becomes of a publication after it has reached the ring: it may fail, or never be answered. */
  outcome: (records: readonly SignedRecord[]) => 'answered' | 'failed' | 'silent';
  readonly writeQuorum: number;
}

export interface FakeRecordsDeps {
  readonly ring: FakeRing;
  readonly publicKey: Uint8Array;
  readonly published: PublishedEntries;
  readonly database: Database;
  readonly facts: FactLog;
  readonly system: System;
}

/** Records that behave: signed bodies, versions, tombstones, a quorum; without a network and without cryptography. */
export function createFakeRecords(deps: FakeRecordsDeps): Records {
  const { ring, publicKey, published, database, system } = deps;
  const peerId = peerIdOf(publicKey);
  let counter = 0;

  function sign(kind: RecordKind, body: Uint8Array): SignedRecord {
    counter += 1;
    return { kind, version: { incarnation: 1, counter }, body, publicKey, signature: new Uint8Array(64) };
  }

  async function publish(records: readonly SignedRecord[], signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new AcordeError('CANCELLED', 'the caller went away');
    // A failed write may still have reached somebody.
    ring.records = unionOf([...ring.records, ...records.map(decodeRecord)]);
    const outcome = ring.outcome(records);
    if (outcome === 'failed') throw new AcordeError('QUORUM_FAILED', 'the test says so');
    if (outcome === 'silent') await new Promise(() => undefined);
    if (ring.seen() < ring.writeQuorum) {
      throw new AcordeError('QUORUM_FAILED', `needs ${ring.writeQuorum} peers, sees ${ring.seen()}`);
    }
  }

  async function remove(entry: Entry): Promise<void> {
    if (entry.peerId !== peerId) throw new AcordeError('FORBIDDEN', 'another peer shares it');
    const { entryId, fileId } = entry;
    await database.commit(() => published.delete(entryId));
    await publish([
      sign('tombstone', encodeTombstone({ entryId, fileId, peerId, removeTimeMs: system.nowMs() })),
    ]);
  }

  return {
    published,
    signManifest: (manifest) => sign('manifest', encodeManifest(manifest)),
    signHolder: (fact) => sign('holder', encodeHolder(fact)),
    signEntry(unsigned) {
      const body = encodeEntry({ ...unsigned, peerId });
      return { entry: { ...unsigned, peerId, entryId: entryIdOf(body) }, record: sign('entry', body) };
    },
    publish,
    async facts(fileId) {
      ring.asked += 1;
      return factsOf(fileId, ring.records);
    },
    entry: async (entryId) => liveEntries(ring.records).find((entry) => entry.entryId === entryId) ?? null,
    async search({ query, limit, after, filter = {} }) {
      const found = liveEntries(ring.records)
        .filter((entry) => entry.name.includes(query) && matchesFilter(entry, filter))
        .sort((a, b) => compare(a.name, b.name) || compare(a.entryId, b.entryId))
        .filter(
          (entry) => !after || (compare(entry.name, after.name) || compare(entry.entryId, after.entryId)) > 0,
        );
      return { entries: found.slice(0, limit), partitionsAnswered: 16, partitionsTotal: 16 };
    },
    remove,
  };
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
