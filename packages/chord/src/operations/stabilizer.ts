import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { between } from '../interval.ts';
import { firstSuccessor } from '../ring/ring-state.ts';
import { Backoff } from '../timers/backoff.ts';
import { Ticker } from '../timers/ticker.ts';
import type { Member } from './member.ts';
import { adoptIfNearer, type StabilizeOutcome, stabilize } from './stabilize.ts';

// Members of other rings that wait for one turn; the next probe finds more.
const OFFERS_MAX = 16;

// A turn that is hurried again and again slows down to the ordinary interval within some ten turns, so that
// neighbours that are for ever busy, or change their word each time, cost no more than honest ones.
const HURRY_FACTOR = 1.3;

// Turns of the slowest neighbour after which a dead member has gone from all lists.
const DEAD_LISTED_TURNS = 4;

/** A member of another ring, and whether finding it means that two rings met. */
export interface Offer {
  readonly contact: Contact;
  readonly foreign: boolean;
}

/** Runs stabilize on its timer, on demand, and with candidates from other rings. */
export class Stabilizer {
  readonly #member: Member;
  readonly #ticker: Ticker;
  readonly #interval: Backoff;
  readonly #hurry: Backoff;
  readonly #offers = new Map<Identifier, Offer>();
  #hurried = false;
  // The predecessor that we joined behind does not know of us yet.
  #announced = false;

  constructor(member: Member) {
    const { stabilizeIntervalMinMs, stabilizeIntervalMaxMs, backoffFactor, hurryMs } = member.parameters;
    this.#member = member;
    this.#interval = new Backoff(stabilizeIntervalMinMs, stabilizeIntervalMaxMs, backoffFactor);
    this.#hurry = new Backoff(hurryMs, Math.max(hurryMs, stabilizeIntervalMinMs), HURRY_FACTOR);
    this.#ticker = new Ticker(member.clock, member.random, () => this.#turn());
  }

  start(): void {
    this.#ticker.start(0);
  }

  stop(): void {
    this.#ticker.stop();
  }

  /** Something happened: the next turn comes at once, and the timer is quick again. */
  hurry(): void {
    this.#hurried = true;
    this.#interval.reset();
    this.#ticker.hurry(this.#hurry.currentMs);
  }

  /** A member that another ring gave as our successor: asked first at the next turn, adopted only if it is nearer. */
  offer(offer: Offer): void {
    if (this.#offers.size >= OFFERS_MAX) return;
    this.#offers.set(offer.contact.memberId, offer);
    this.hurry();
  }

  async #turn(): Promise<number> {
    const hurried = this.#hurried;
    this.#hurried = false;
    this.#offerNearestKnown();
    const merged = this.#offers.size > 0 && (await this.#tryOffers());
    const outcome = await stabilize(this.#member, !this.#announced);
    this.#announced = true;
    if (hurried) this.#hurry.next(false);
    else if (outcome === 'quiet') this.#hurry.reset();
    return this.#delayMs(merged ? 'moved' : outcome);
  }

  // A live contact that stands before the first successor is mostly a newcomer, or what a member that has lost its
  // list would else find only by going back along the whole ring, predecessor by predecessor.
  #offerNearestKnown(): void {
    const { known, ring } = this.#member;
    const { self } = ring.state;
    const contact = known.live.from(self.memberId).next().value;
    if (contact === undefined) return;
    if (!between(self.memberId, contact.memberId, firstSuccessor(ring.state).memberId)) return;
    this.#offers.set(contact.memberId, this.#offers.get(contact.memberId) ?? { contact, foreign: false });
  }

  async #tryOffers(): Promise<boolean> {
    const { self } = this.#member;
    const offers = [...this.#offers.values()].sort((a, b) => {
      return between(self.memberId, a.contact.memberId, b.contact.memberId) ? -1 : 1;
    });
    this.#offers.clear();
    let merged = false;
    for (const offer of offers) merged = (await this.#tryOffer(offer)) || merged;
    return merged;
  }

  async #tryOffer(offer: Offer): Promise<boolean> {
    const answer = await adoptIfNearer(this.#member, offer.contact);
    if (answer === 'later') this.#offers.set(offer.contact.memberId, offer);
    if (answer === 'adopted' && offer.foreign)
      this.#member.events.emit({ type: 'merged', with: offer.contact });
    return answer === 'adopted';
  }

  #delayMs(outcome: StabilizeOutcome): number {
    if (outcome === 'moved' || outcome === 'retry' || this.#offers.size > 0) {
      this.#interval.reset();
      return this.#hurry.next(false);
    }
    return this.#interval.next(outcome === 'changed' || this.#listsTheDead());
  }

  // A member found dead here may still stand in the lists we are given: then these are about to change. Not for ever,
  // since it may be out of reach for us alone.
  #listsTheDead(): boolean {
    const { ring, known, clock, parameters } = this.#member;
    const sinceMs = clock.nowMs() - DEAD_LISTED_TURNS * parameters.stabilizeIntervalMaxMs;
    return ring.state.successors.some((c) => (known.passive.get(c.memberId)?.sinceMs ?? sinceMs) > sinceMs);
  }
}
