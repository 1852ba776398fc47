// Lets rings find each other again: looks our own id up through members outside this ring's view (those once known and
// now out of reach first). What their ring takes for our successor is offered to stabilize when it is nearer than ours,
// and notified of us when it is not. Plain Chord never re-merges after a long split; every member probing is what zips
// two rings together, and what straightens a ring that was wound wrongly.
import { ChordError } from '../chord-error.ts';
import type { Contact } from '../contact.ts';
import { between } from '../interval.ts';
import { firstSuccessor, neighborOf } from '../ring/ring-state.ts';
import { Backoff } from '../timers/backoff.ts';
import { Ticker } from '../timers/ticker.ts';
import { callOnce } from './call.ts';
import type { Member } from './member.ts';
import { ownerThrough } from './owner-through.ts';
import type { Offer } from './stabilizer.ts';

// A ring of one has nothing else to do: it probes so many times as often.
const ALONE_FACTOR = 5;

// Live contacts looked at for one that is no neighbour.
const SKIPPED_MAX = 32;

// Live contacts are mostly of our own ring, so probes of them that find nobody else become rarer by a factor each time,
// up to so many times while no new contacts are heard of, or while some are: where members come and go these probes were
// half of what a member sent. When one that was out of reach is back they are quick again: a split may have ended.
const FRUITLESS_FACTOR = 1.5;
const QUIET_FACTOR = 12;
const NEWS_FACTOR = 4;

// So few live contacts are all asked within so many intervals, however quiet it is: in a small ring one member alone may
// know of somebody who is back from long ago with nothing but dead addresses.
const FEW_LIVES = 24;
const FEW_LIVES_FACTOR = 24;

export class MergeProber {
  readonly #member: Member;
  readonly #offer: (offer: Offer) => void;
  readonly #ticker: Ticker;
  readonly #liveInterval: Backoff;
  #livesAskedMs = Number.NEGATIVE_INFINITY;
  #livesKnown = 0;
  #livesReturned = 0;
  #position = 0;

  constructor(member: Member, offer: (offer: Offer) => void) {
    this.#member = member;
    this.#offer = offer;
    const { mergeProbeIntervalMs } = member.parameters;
    this.#liveInterval = new Backoff(
      mergeProbeIntervalMs,
      mergeProbeIntervalMs * QUIET_FACTOR,
      FRUITLESS_FACTOR,
    );
    this.#ticker = new Ticker(member.clock, member.random, () => this.#turn());
  }

  /** A ring of one begins at once. */
  start(): void {
    this.#ticker.start(this.#alone ? 0 : this.#member.parameters.mergeProbeIntervalMs);
  }

  stop(): void {
    this.#ticker.stop();
  }

  /** Left alone: somebody must be found. */
  hurry(): void {
    this.#ticker.hurry(this.#member.parameters.hurryMs);
  }

  get #alone(): boolean {
    return this.#member.ring.state.successors.length === 0;
  }

  async #turn(): Promise<number> {
    const found = await Promise.all(this.#targets().map((target) => this.#probe(target)));
    const { mergeProbeIntervalMs, hurryMs } = this.#member.parameters;
    // Where one is found there are more.
    if (found.includes(true)) return hurryMs;
    return this.#alone ? mergeProbeIntervalMs / ALONE_FACTOR : mergeProbeIntervalMs;
  }

  #targets(): Contact[] {
    const { known, clock, parameters } = this.#member;
    const { mergeProbeIntervalMs, probesAtOnceMax } = parameters;
    const passive = this.#alone
      ? known.passive.takeDue(probesAtOnceMax, clock.nowMs(), mergeProbeIntervalMs / ALONE_FACTOR)
      : known.passive.takeDue(1, clock.nowMs(), mergeProbeIntervalMs);
    return [...passive, ...this.#liveTargets()];
  }

  #liveTargets(): Contact[] {
    const { clock, known, parameters } = this.#member;
    if (this.#alone) return this.#nextLive(parameters.probesAtOnceMax);
    if (known.returned !== this.#livesReturned) this.#liveInterval.reset();
    this.#livesReturned = known.returned;
    if (clock.nowMs() - this.#livesAskedMs < this.#liveWaitMs()) return [];
    this.#livesKnown = known.added;
    this.#livesAskedMs = clock.nowMs();
    this.#liveInterval.next(false);
    return this.#nextLive(1);
  }

  #liveWaitMs(): number {
    const { known, parameters } = this.#member;
    const intervalMs = parameters.mergeProbeIntervalMs;
    const quietMs = this.#liveInterval.currentMs;
    const waitMs = known.added === this.#livesKnown ? quietMs : Math.min(quietMs, intervalMs * NEWS_FACTOR);
    const { size } = known.live;
    if (size > FEW_LIVES) return waitMs;
    // Half an interval less, since turns are an interval apart, more or less.
    return Math.min(waitMs, intervalMs * (FEW_LIVES_FACTOR / size - 0.5));
  }

  // Round and round through the live contacts that are no neighbours.
  #nextLive(count: number): Contact[] {
    const { known, ring } = this.#member;
    const targets = new Map<string, Contact>();
    for (let i = 0; i < SKIPPED_MAX && targets.size < count; i += 1) {
      const contact = known.live.at(this.#position);
      if (contact === undefined) break;
      this.#position = (this.#position + 1) % known.live.size;
      if (neighborOf(ring.state, contact.memberId) === null) targets.set(contact.memberId, contact);
    }
    return [...targets.values()];
  }

  // True when there was somebody of another ring.
  async #probe(target: Contact): Promise<boolean> {
    const foreign = this.#alone || this.#member.known.passive.get(target.memberId) !== undefined;
    try {
      const owner = await ownerThrough(this.#member, target);
      if (owner === null || firstSuccessor(this.#member.ring.state).memberId === owner.memberId) return false;
      this.#liveInterval.reset();
      if (this.#isNearer(owner)) this.#offer({ contact: owner, foreign });
      else await this.#introduce(owner, foreign);
      return true;
    } catch (error) {
      if (error instanceof ChordError && error.code === 'PEER_UNREACHABLE') return false;
      throw error;
    }
  }

  // Our place is between `owner` and its predecessor, but our own successor is nearer: then it is that ring which has
  // to adopt us, and a notify is how a member says so.
  async #introduce(owner: Contact, foreign: boolean): Promise<void> {
    const { remote, self, events } = this.#member;
    const outcome = await callOnce(this.#member, owner, (options) => remote.notify(owner, self, options));
    if (foreign && outcome.kind === 'reply') events.emit({ type: 'merged', with: owner });
  }

  #isNearer(owner: Contact): boolean {
    const { state } = this.#member.ring;
    return between(state.self.memberId, owner.memberId, firstSuccessor(state).memberId);
  }
}
