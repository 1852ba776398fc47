// The known peers: in memory for every question, on disk for the next start.
import { createHash } from 'node:crypto';
import { type PeerRecord, PeerRecordSchema } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { memberIdOf } from '../identity/peer-id.ts';
import type { PeerId } from '../records/record.ts';
import type { Database } from '../store/database.ts';
import { isNewer, type PeerFacts, readPeerRecord, stageOf } from './peer-record.ts';
import type { PeerLife, PeerView } from './peer-view.ts';

export const PEERS_MAX = 10_000;
/** A message stays under 1 MiB. */
const RECORDS_BYTES_MAX = 900_000;
/** What stands around the fields of a record. */
const FRAMING_BYTES = 16;

export interface KnownPeer {
  readonly record: PeerRecord;
  readonly facts: PeerFacts;
  readonly view: PeerView;
  /** When the record came, on the monotonic clock. */
  readonly learnedMs: number;
}

export class PeerTable {
  readonly #database: Database;
  readonly #peers = new Map<PeerId, KnownPeer>();
  #digest: Buffer | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads what an earlier run knew; what is not valid any more is passed over. */
  load(nowMs: number): void {
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS peer_record (peer_id TEXT PRIMARY KEY, message BLOB NOT NULL) STRICT, WITHOUT ROWID',
    );
    for (const { message } of this.#database.prepare('SELECT message FROM peer_record').all()) {
      const known = parse(message as Uint8Array, nowMs);
      if (known) this.#peers.set(known.facts.peerId, known);
    }
    this.#digest = null;
  }

  /** SHA-256 of all that is known (who, in which version), the same at every peer that knows the same. */
  digest(): Buffer {
    this.#digest ??= digestOf([...this.#peers.values()]);
    return this.#digest;
  }

  get(peerId: string): KnownPeer | undefined {
    return this.#peers.get(peerId as PeerId);
  }

  all(): IterableIterator<KnownPeer> {
    return this.#peers.values();
  }

  /** Keeps a record if it is newer than the one known. Returns whether it was. The disk follows in the background:
   * a record that gets lost comes back by gossip. */
  add(record: PeerRecord, facts: PeerFacts, life: PeerLife, nowMs: number): boolean {
    const before = this.#peers.get(facts.peerId);
    if (before && !isNewer(facts, before.facts)) return false;
    if (!before && this.#peers.size >= PEERS_MAX && !this.#makeRoom()) return false;
    const message = toBinary(PeerRecordSchema, record);
    // A record that came with many others is a view of them all: what is kept must not keep those.
    const own = fromBinary(PeerRecordSchema, message);
    this.#digest = null;
    this.#peers.set(facts.peerId, { record: own, facts, view: viewOf(facts, life), learnedMs: nowMs });
    this.#persist('INSERT OR REPLACE INTO peer_record VALUES (?, ?)', facts.peerId, message);
    return true;
  }

  setLife(peerId: PeerId, life: PeerLife): void {
    const known = this.#peers.get(peerId);
    if (known) this.#peers.set(peerId, { ...known, view: { ...known.view, state: life } });
  }

  /** Forgets one peer that is gone. */
  #makeRoom(): boolean {
    for (const [peerId, { view }] of this.#peers) {
      if (view.state !== 'failed' && view.state !== 'leaving') continue;
      this.#peers.delete(peerId);
      this.#digest = null;
      this.#persist('DELETE FROM peer_record WHERE peer_id = ?', peerId);
      return true;
    }
    return false;
  }

  #persist(sql: string, ...values: (string | Uint8Array)[]): void {
    this.#database.commit(() => this.#database.prepare(sql).run(...values)).catch(() => undefined);
  }
}

function digestOf(peers: readonly KnownPeer[]): Buffer {
  const hash = createHash('sha256');
  const version = Buffer.alloc(9);
  for (const { facts } of peers.toSorted((a, b) => (a.facts.peerId < b.facts.peerId ? -1 : 1))) {
    version.writeBigUInt64BE(BigInt(facts.incarnation));
    version[8] = stageOf(facts);
    hash.update(facts.peerId, 'hex').update(version);
  }
  return hash.digest();
}

function parse(message: Uint8Array, nowMs: number): KnownPeer | null {
  try {
    const record = fromBinary(PeerRecordSchema, message);
    const facts = readPeerRecord(record);
    return { record, facts, view: viewOf(facts, 'up'), learnedMs: nowMs };
  } catch {
    return null;
  }
}

function viewOf(facts: PeerFacts, life: PeerLife): PeerView {
  const { members, leaving, draining: _drained, registrar: _, ...same } = facts;
  const memberIds = Array.from({ length: members }, (_, index) => memberIdOf(facts.peerId, index));
  return { ...same, memberIds, state: leaving ? 'leaving' : life };
}

/** Whether a peer may be called: nothing says that it is gone. */
export function isLive(view: PeerView): boolean {
  return view.state === 'up' || view.state === 'joining';
}

/** As many records as fit in one message, the first ones first. */
export function recordsWithin(peers: readonly KnownPeer[]): PeerRecord[] {
  const records: PeerRecord[] = [];
  let bytes = 0;
  for (const { record } of peers) {
    bytes += record.body.length + record.publicKey.length + record.signature.length + FRAMING_BYTES;
    if (bytes > RECORDS_BYTES_MAX) break;
    records.push(record);
  }
  return records;
}
