// How records spread: an exchange with a random live peer every second or so, for ever (a digest while both know the
// same); and at once after news, the news and a digest, with a few peers that go on telling it. Whom the rumour misses, the regular exchanges reach.
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import { isLive, type KnownPeer, type PeerTable, recordsWithin } from './peer-table.ts';
import type { MembershipRemote } from './ports.ts';

/** After news the next exchange comes this soon: short, but a flood of news becomes one exchange. */
const HURRY_MS = 50;
/** How many peers hear at once from here what this peer says of itself, and what it heard of others. */
const OWN_NEWS_FANOUT = 16;
const NEWS_FANOUT = 3;
/** Every so many rounds one peer that was found dead is asked, too, in case it is back. */
const REVIVAL_ROUNDS = 3;

export interface SpreadOptions {
  readonly ownId: PeerId;
  readonly table: PeerTable;
  readonly remote: MembershipRemote;
  readonly system: System;
  /** Between two exchanges, on average. */
  readonly intervalMs: number;
  /** A peer answered with these. */
  readonly onAnswer: (peerId: PeerId, records: readonly PeerRecord[]) => void;
  /** A peer did not answer. */
  readonly onSilence: (peerId: PeerId) => Promise<unknown>;
}

export class Spread {
  readonly #options: SpreadOptions;
  /** When each peer was last told news, on the monotonic clock. */
  readonly #toldMs = new Map<PeerId, number>();
  #round = 0;
  #hasNews = false;
  #hasOwnNews = true;
  #isRunning = false;
  #cancelTimer: (() => void) | null = null;

  constructor(options: SpreadOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#schedule(HURRY_MS);
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelTimer?.();
  }

  /** Something was learned that others should hear. */
  hurry(): void {
    if (!this.#isRunning || this.#hasNews) return;
    this.#hasNews = true;
    this.#schedule(HURRY_MS);
  }

  /** Resolves when some peers know what this one says of itself, or cannot be reached. */
  async tellOwnNews(): Promise<void> {
    await Promise.all(this.#pickLive(OWN_NEWS_FANOUT).map((peer) => this.#exchangeWith(peer, true)));
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.system.schedule(delayMs, () => void this.#runRound());
  }

  async #runRound(): Promise<void> {
    const peers = this.#pickLive(this.#hasOwnNews ? OWN_NEWS_FANOUT : this.#hasNews ? NEWS_FANOUT : 1);
    const hasNews = this.#hasOwnNews || this.#hasNews;
    this.#hasNews = false;
    this.#round += 1;
    if (peers.length > 0) this.#hasOwnNews = false;
    if (this.#round % REVIVAL_ROUNDS === 0 || peers.length === 0) peers.push(...this.#pickFailed());
    await Promise.all(peers.map((peer) => this.#exchangeWith(peer, hasNews)));
    // News that came meanwhile have set a timer of their own.
    if (!this.#isRunning || this.#hasNews) return;
    this.#schedule(this.#options.intervalMs * (0.5 + this.#options.system.random()));
  }

  async #exchangeWith({ facts: { peerId }, view }: KnownPeer, hasNews: boolean): Promise<void> {
    const { remote, system, table } = this.#options;
    const startMs = system.monotonicMs();
    try {
      // Mostly the news are all that the other lacks: then nobody lists all that it knows.
      const told = hasNews ? this.#newsFor(peerId) : [];
      const agreed = await remote.agrees(
        view,
        table.digest(),
        this.#toldMs.has(peerId) ? told : told.slice(0, 1),
      );
      const versions = Array.from(table.all(), ({ facts }) => facts);
      const news = agreed ? [] : await remote.exchange(view, this.#newsFor(peerId), versions);
      this.#toldMs.set(peerId, startMs);
      this.#options.onAnswer(peerId, news);
    } catch {
      await this.#options.onSilence(peerId);
    }
  }

  /** Its own record first, always; then what was learned since this peer was last told. */
  #newsFor(peerId: PeerId): PeerRecord[] {
    const { ownId, table } = this.#options;
    const sinceMs = this.#toldMs.get(peerId) ?? Number.NEGATIVE_INFINITY;
    const own = table.get(ownId);
    const others = this.#others().filter(
      ({ facts, learnedMs }) => learnedMs >= sinceMs && facts.peerId !== peerId,
    );
    return recordsWithin(own ? [own, ...others] : others);
  }

  #others(): KnownPeer[] {
    return Array.from(this.#options.table.all()).filter(({ facts }) => facts.peerId !== this.#options.ownId);
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
}
