// Who is in the network, as seen from here. Every peer signs what it says of itself, and the records spread
// (spread.ts). Whether a peer lives is each one's own observation: it is never taken from others.
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
  claimedVersion,
  isNewer,
  type PeerFacts,
  type PeerRecordVersion,
  readPeerRecord,
  signPeerRecord,
} from './peer-record.ts';
import { isLive, type KnownPeer, PeerTable, recordsWithin } from './peer-table.ts';
import type { PeerLife, PeerView } from './peer-view.ts';
import type { MembershipRemote, PeerChange } from './ports.ts';
import { Probes } from './probes.ts';
import { Spread } from './spread.ts';

export interface MembershipOptions {
  readonly self: Omit<PeerFacts, 'peerId' | 'leaving' | 'draining' | 'registrar'> & {
    readonly registrar?: boolean;
  };
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
  readonly #probes: Probes;
  readonly #spread: Spread;
  readonly #listeners = new Set<(change: PeerChange) => void>();
  #selfLife: PeerLife = 'joining';
  #isRunning = false;
  #isDraining = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const { remote, system, signer } = options;
    this.#table = new PeerTable(options.database);
    this.#probes = new Probes((peerId) => this.#ask(peerId));
    this.#spread = new Spread({
      ...{ remote, system, table: this.#table, ownId: signer.peerId, intervalMs: options.exchangeIntervalMs },
      onAnswer: (peerId, records) => {
        this.heardFrom(peerId);
        this.learn(records);
      },
      // One lost exchange is no proof: the peer is asked once more, on a new connection.
      onSilence: (peerId) => this.suspect(peerId),
    });
  }

  /** Reads the known peers, says that this one is here, and asks which of the others still answer. */
  start(): void {
    this.#table.load(this.#nowMs());
    this.#isRunning = true;
    this.#signSelf();
    this.#spread.start();
    const others = this.#others().map(({ facts }) => facts.peerId);
    void this.#probes.all(others, () => this.#isRunning);
  }

  stop(): void {
    this.#isRunning = false;
    this.#spread.stop();
  }

  /** Tells some peers that this one leaves; resolves when they know, or cannot be reached. */
  async leave(): Promise<void> {
    this.#selfLife = 'leaving';
    this.#signSelf();
    await this.#spread.tellOwnNews();
  }

  /** Says that this peer hands its copies over before it goes for good: nobody gives it new ones until it starts again. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#signSelf();
    // Those who are told pass it on in a hurry; who cannot be reached hears of it with the next exchange.
    void this.#spread.tellOwnNews();
  }

  get isDraining(): boolean {
    return this.#isDraining;
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

  /** Those of them that take new copies. */
  takers(): PeerView[] {
    return this.#others().flatMap(({ facts, view }) => (isLive(view) && !facts.draining ? [view] : []));
  }

  /** How many other peers have not said that they leave, whether they answer now or not. */
  expectedPeers(): number {
    return this.#others().filter(({ facts }) => !facts.leaving).length;
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

  /** Answers another peer that tells its news and asks whether both know the same now. */
  agrees(from: string | null, digest: Uint8Array, records: readonly PeerRecord[]): boolean {
    this.learn(records);
    if (from !== null) this.heardFrom(from);
    return this.#table.digest().equals(digest);
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
    return recordsWithin(better);
  }

  /** Takes records in, each one checked; bad ones are passed over. */
  learn(records: readonly PeerRecord[]): void {
    let news = false;
    for (const record of records) news = this.#learnOne(record) || news;
    if (news) this.#spread.hurry();
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
    return this.#probes.one(peerId);
  }

  async #ask(peerId: string): Promise<boolean> {
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

  #signSelf(): void {
    const { self, signer } = this.#options;
    const stage = { leaving: this.#selfLife === 'leaving', draining: this.#isDraining };
    const facts = { registrar: false, ...self, ...stage };
    const record = signPeerRecord(facts, signer);
    // Our own record goes through the same checks as any other: better to fail here than at every other peer.
    this.#keep(record, readPeerRecord(record), this.#selfLife);
  }

  #learnOne(record: PeerRecord): boolean {
    try {
      // A newcomer hears every record from each peer that it asks: what is known needs no second look at its signature.
      const claim = claimedVersion(record);
      const known = this.#table.get(claim.peerId);
      if (known !== undefined && !isNewer(claim, known.facts)) return false;
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

  #others(): KnownPeer[] {
    const own = this.#options.signer.peerId;
    return Array.from(this.#table.all()).filter(({ facts }) => facts.peerId !== own);
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
