// Lets rings find each other again: looks our own id up through members outside this ring's view (those once known and
// now out of reach first), and offers what their ring takes for our successor to stabilize. Plain Chord never re-merges
// after a long split; every member probing is what zips two rings together.
import { ChordError } from '../chord-error.ts';
import type { Contact } from '../contact.ts';
import { between } from '../interval.ts';
import { firstSuccessor, neighborOf } from '../ring/ring-state.ts';
import { Ticker } from '../timers/ticker.ts';
import type { Member } from './member.ts';
import { ownerThrough } from './owner-through.ts';
import type { Offer } from './stabilizer.ts';

// A ring of one has nothing else to do: it probes so many times as often.
const ALONE_FACTOR = 5;

// Live contacts looked at for one that is no neighbour.
const SKIPPED_MAX = 32;

export class MergeProber {
  readonly #member: Member;
  readonly #offer: (offer: Offer) => void;
  readonly #ticker: Ticker;
  #position = 0;
  #turns = 0;

  constructor(member: Member, offer: (offer: Offer) => void) {
    this.#member = member;
    this.#offer = offer;
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
    const count = this.#alone ? probesAtOnceMax : 1;
    const baseMs = this.#alone ? mergeProbeIntervalMs / ALONE_FACTOR : mergeProbeIntervalMs;
    this.#turns += 1;
    // Every other turn is for live contacts, so that the dead do not take them all.
    const due =
      this.#alone || this.#turns % 2 === 0 ? known.passive.takeDue(count, clock.nowMs(), baseMs) : [];
    return due.length < count ? [...due, ...this.#liveTargets(count - due.length)] : due;
  }

  // Round and round through the live contacts that are no neighbours.
  #liveTargets(count: number): Contact[] {
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

  // True when it was out of reach and answers again, or led to a nearer successor.
  async #probe(target: Contact): Promise<boolean> {
    const foreign = this.#alone || this.#member.known.passive.get(target.memberId) !== undefined;
    try {
      const owner = await ownerThrough(this.#member, target);
      const nearer = owner !== null && this.#isNearer(owner);
      if (nearer) this.#offer({ contact: owner, foreign });
      return nearer;
    } catch (error) {
      if (error instanceof ChordError && error.code === 'PEER_UNREACHABLE') return false;
      throw error;
    }
  }

  #isNearer(owner: Contact): boolean {
    const { state } = this.#member.ring;
    return between(state.self.memberId, owner.memberId, firstSuccessor(state).memberId);
  }
}
