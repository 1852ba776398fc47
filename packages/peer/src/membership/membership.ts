// Who is in the network, as seen from here. Every peer signs what it says of itself; the records spread by exchanges
// with random peers, at once after a change and every second or so for ever. Whether a peer lives is each one's own
// observation: it is never taken from others.
import type { Contact } from '@acorde/chord';
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { Logger } from 'pino';
import type { Membership as FilesMembership } from '../files/ports.ts';
import type { PeerAddress, Signer } from '../records/ports.ts';
import type { PeerId } from '../records/record.ts';
import type { Directory, Gossip } from '../rpc/ports.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import {
  isNewer,
  type PeerFacts,
  type PeerRecordVersion,
  readPeerRecord,
  signPeerRecord,
} from './peer-record.ts';
import { type KnownPeer, PeerTable } from './peer-table.ts';
import type { PeerLife, PeerView } from './peer-view.ts';
import type { MembershipRemote, PeerChange } from './ports.ts';

/** After news the next exchange comes this soon: short, but a flood of news becomes one exchange. */
const HURRY_MS = 50;
/** How many peers hear at once from here what this peer says of itself, and what it heard of others. They go on
 * telling it; whom the rumour misses, the regular exchanges reach. */
const OWN_NEWS_FANOUT = 16;
const NEWS_FANOUT = 3;
/** A reply or a request stays under 1 MiB. */
const RECORDS_BYTES_MAX = 900_000;
const PROBES_AT_ONCE_MAX = 8;
/** Every so many exchanges one goes to a peer that was found dead, in case it is back. */
const REVIVAL_ROUNDS = 3;

export interface MembershipOptions {
  readonly self: Omit<PeerFacts, 'peerId' | 'leaving' | 'registrar'> & { readonly registrar?: boolean };
  readonly signer: Signer;
  readonly database: Database;
  readonly remote: MembershipRemote;
  readonly system: System;
  /** Between two exchanges, on average. 1000 in demos. */
  readonly exchangeIntervalMs: number;
  readonly log: Logger;
}

export class Membership implements FilesMembership, Directory, Gossip {
  readonly #options: MembershipOptions;
  readonly #table: PeerTable;
  readonly #listeners = new Set<(change: PeerChange) => void>();
  /** When each peer was last told news, on the monotonic clock. */
  readonly #toldMs = new Map<string, number>();
  readonly #probing = new Map<string, Promise<boolean>>();
  #selfLife: PeerLife = 'joining';
  #round = 0;
  #cancelTimer: (() => void) | null = null;
  #hurrying = false;
  #hasOwnNews = true;
  #running = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#table = new PeerTable(options.database);
  }

  /** Reads the known peers, says that this one is here, and asks which of the others still answer. */
  start(): void {
    this.#table.load(this.#nowMs());
    this.#running = true;
    this.#signSelf(false);
    this.#schedule(HURRY_MS);
    void this.#probeAll();
  }

  stop(): void {
    this.#running = false;
    this.#cancelTimer?.();
  }

  /** Tells a few peers that this one leaves; resolves when they know, or cannot be reached. */
  async leave(): Promise<void> {
    this.#selfLife = 'leaving';
    this.#signSelf(true);
    await Promise.all(this.#pickLive(OWN_NEWS_FANOUT).map((peer) => this.#exchangeWith(peer)));
  }

  /** `up` once the ring is joined. */
  setOwnState(state: 'joining' | 'up'): void {
    if (this.#selfLife === state || this.#selfLife === 'leaving') return;
    this.#change(this.#options.signer.peerId, state);
    this.#selfLife = state;
  }

  /** Itself included, sorted by peer id. */
  list(): PeerView[] {
    const views = Array.from(this.#table.all(), ({ view }) => view);
    return views.sort((a, b) => (a.peerId < b.peerId ? -1 : 1));
  }

  get(peerId: string): PeerView | null {
    return this.#table.get(peerId)?.view ?? null;
  }

  self(): PeerView {
    const known = this.#table.get(this.#options.signer.peerId);
    if (!known) throw new Error('membership is asked before its start');
    return known.view;
  }

  livePeers(): PeerView[] {
    return this.#others()
      .map(({ view }) => view)
      .filter(isLive);
  }

  /** Also of peers that do not answer now. */
  addressOf(peerId: PeerId): PeerAddress | null {
    const known = this.#table.get(peerId);
    return known ? { peerId, address: known.view.address } : null;
  }

  /** Ring members of all other peers that may live, for ChordNode.start and learn. */
  contacts(): Contact[] {
    return this.livePeers().flatMap(contactsOf);
  }

  /** Signed records of this peer and of live ones, for a newcomer. */
  records(countMax: number): PeerRecord[] {
    const live = this.#others().filter(({ view }) => isLive(view));
    const own = this.#table.get(this.#options.signer.peerId);
    return [...(own ? [own] : []), ...live].slice(0, countMax).map(({ record }) => record);
  }

  /** Addresses of live peers that can admit others. */
  registrars(): string[] {
    return this.#others()
      .filter(({ facts, view }) => facts.registrar && isLive(view))
      .map(({ view }) => view.address);
  }

  /** Calls back for every peer that is new or changes. Returns the way to unsubscribe. */
  onChange(listener: (change: PeerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Answers another peer's exchange. */
  exchange(
    from: string | null,
    records: readonly PeerRecord[],
    versions: readonly PeerRecordVersion[],
  ): PeerRecord[] {
    this.learn(records);
    if (from !== null) this.heardFrom(from);
    const theirs = new Map(versions.map((version) => [version.peerId, version]));
    const better = Array.from(this.#table.all()).filter(({ facts }) => {
      const version = theirs.get(facts.peerId);
      return !version || isNewer(facts, version);
    });
    return cutToSize(better);
  }

  /** Takes records in, each one checked; bad ones are passed over. */
  learn(records: readonly PeerRecord[]): void {
    let news = false;
    for (const record of records) news = this.#learnOne(record) || news;
    if (news) this.#hurry();
  }

  /** A peer answered, or called. */
  heardFrom(peerId: string): void {
    if (this.#table.get(peerId)?.view.state === 'failed') this.#change(peerId as PeerId, 'up');
  }

  /** The ring found that a peer does not answer. */
  failed(peerId: string): void {
    const known = this.#table.get(peerId);
    if (known && isLive(known.view) && peerId !== this.#options.signer.peerId) {
      this.#change(peerId as PeerId, 'failed');
    }
  }

  /** Something hints that a peer may be gone, as a closed connection does: asks it at once. Resolves with whether it
   * answers; never throws. Questions to one peer at one time are one. */
  suspect(peerId: string): Promise<boolean> {
    const running = this.#probing.get(peerId);
    if (running) return running;
    const probe = this.#probe(peerId).finally(() => this.#probing.delete(peerId));
    this.#probing.set(peerId, probe);
    return probe;
  }

  async #probe(peerId: string): Promise<boolean> {
    const known = this.#table.get(peerId);
    if (!known) return false;
    try {
      await this.#options.remote.ping(known.view);
      this.heardFrom(peerId);
      return true;
    } catch {
      this.failed(peerId);
      return false;
    }
  }

  async #probeAll(): Promise<void> {
    const queue = this.#others().map(({ facts }) => facts.peerId);
    const worker = async () => {
      for (let peerId = queue.pop(); peerId && this.#running; peerId = queue.pop())
        await this.suspect(peerId);
    };
    await Promise.all(Array.from({ length: PROBES_AT_ONCE_MAX }, worker));
  }

  #signSelf(leaving: boolean): void {
    const { self, signer } = this.#options;
    const facts = { registrar: false, ...self, leaving };
    const record = signPeerRecord(facts, signer);
    // Our own record goes through the same checks as any other: better to fail here than at every other peer.
    this.#keep(record, readPeerRecord(record), this.#selfLife);
  }

  #learnOne(record: PeerRecord): boolean {
    try {
      const facts = readPeerRecord(record);
      if (facts.peerId === this.#options.signer.peerId) return false;
      return this.#keep(record, facts, 'up');
    } catch (error) {
      this.#options.log.debug({ err: error }, 'a peer record was refused');
      return false;
    }
  }

  #keep(record: PeerRecord, facts: PeerFacts, life: PeerLife): boolean {
    const previous = this.#table.get(facts.peerId)?.view ?? null;
    if (!this.#table.add(record, facts, life, this.#nowMs())) return false;
    this.#tell(facts.peerId, previous);
    return true;
  }

  #change(peerId: PeerId, life: PeerLife): void {
    const previous = this.#table.get(peerId)?.view ?? null;
    this.#table.setLife(peerId, life);
    this.#tell(peerId, previous);
  }

  #tell(peerId: PeerId, previous: PeerView | null): void {
    const peer = this.#table.get(peerId)?.view;
    if (peer) for (const listener of this.#listeners) listener({ peer, previous });
  }

  #hurry(): void {
    if (!this.#running || this.#hurrying) return;
    this.#hurrying = true;
    this.#schedule(HURRY_MS);
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.system.schedule(delayMs, () => void this.#runRound());
  }

  async #runRound(): Promise<void> {
    const peers = this.#pickLive(this.#hasOwnNews ? OWN_NEWS_FANOUT : this.#hurrying ? NEWS_FANOUT : 1);
    this.#hurrying = false;
    this.#round += 1;
    if (peers.length > 0) this.#hasOwnNews = false;
    if (this.#round % REVIVAL_ROUNDS === 0 || peers.length === 0) peers.push(...this.#pickFailed());
    await Promise.all(peers.map((peer) => this.#exchangeWith(peer)));
    if (!this.#running || this.#hurrying) return;
    this.#schedule(this.#options.exchangeIntervalMs * (0.5 + this.#options.system.random()));
  }

  async #exchangeWith({ view }: KnownPeer): Promise<void> {
    const startMs = this.#nowMs();
    try {
      const news = await this.#options.remote.exchange(view, this.#newsFor(view.peerId), this.#versions());
      this.#toldMs.set(view.peerId, startMs);
      this.heardFrom(view.peerId);
      this.learn(news);
    } catch {
      // One lost exchange is no proof: the peer is asked once more, on a new connection.
      await this.suspect(view.peerId);
    }
  }

  /** Its own record always, and what was learned since this peer was last told. */
  #newsFor(peerId: PeerId): PeerRecord[] {
    const sinceMs = this.#toldMs.get(peerId) ?? Number.NEGATIVE_INFINITY;
    const own = this.#options.signer.peerId;
    const news = Array.from(this.#table.all()).filter(
      ({ facts, learnedMs }) => facts.peerId === own || (learnedMs >= sinceMs && facts.peerId !== peerId),
    );
    return cutToSize(news.sort((a, b) => Number(b.facts.peerId === own) - Number(a.facts.peerId === own)));
  }

  #versions(): PeerRecordVersion[] {
    return Array.from(this.#table.all(), ({ facts }) => facts);
  }

  #others(): KnownPeer[] {
    const own = this.#options.signer.peerId;
    return Array.from(this.#table.all()).filter(({ facts }) => facts.peerId !== own);
  }

  #pickLive(count: number): KnownPeer[] {
    return this.#pick(
      this.#others().filter(({ view }) => isLive(view)),
      count,
    );
  }

  #pickFailed(): KnownPeer[] {
    return this.#pick(
      this.#others().filter(({ view }) => view.state === 'failed'),
      1,
    );
  }

  #pick(from: KnownPeer[], count: number): KnownPeer[] {
    const picked: KnownPeer[] = [];
    while (picked.length < count && from.length > 0) {
      picked.push(...from.splice(Math.floor(this.#options.system.random() * from.length), 1));
    }
    return picked;
  }

  #nowMs(): number {
    return this.#options.system.monotonicMs();
  }
}

/** The ring members of a peer. */
export function contactsOf(peer: PeerView): Contact[] {
  const { peerId, address, zone, incarnation } = peer;
  return peer.memberIds.map((memberId, index) => ({ memberId, peerId, index, address, zone, incarnation }));
}

function isLive(view: PeerView): boolean {
  return view.state === 'up' || view.state === 'joining';
}

function cutToSize(peers: readonly KnownPeer[]): PeerRecord[] {
  const records: PeerRecord[] = [];
  let bytes = 0;
  for (const { record } of peers) {
    bytes += record.body.length + record.publicKey.length + record.signature.length + 16;
    if (bytes > RECORDS_BYTES_MAX) break;
    records.push(record);
  }
  return records;
}
