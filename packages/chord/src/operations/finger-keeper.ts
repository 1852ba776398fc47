// Refreshes the fingers, one lookup a turn, from the nearest to the farthest; each owner found covers all places up to
// itself, so a pass costs as many lookups as there are distinct fingers. Source: Stoica 2001, section 4.4.
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { inHalfOpen } from '../interval.ts';
import type { OwnerReply } from '../lookup-step.ts';
import { Backoff } from '../timers/backoff.ts';
import { Ticker } from '../timers/ticker.ts';
import { chooseNear } from './choose-near.ts';
import { drainAttempt } from './drain-attempt.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';

type Found = Pick<OwnerReply, 'owner' | 'successors'>;

export class FingerKeeper {
  readonly #member: Member;
  readonly #ticker: Ticker;
  readonly #interval: Backoff;
  // The slot to refresh next; null: begin a pass.
  #next: number | null = null;

  constructor(member: Member) {
    const { fingerIntervalMinMs, fingerIntervalMaxMs, backoffFactor } = member.parameters;
    this.#member = member;
    this.#interval = new Backoff(fingerIntervalMinMs, fingerIntervalMaxMs, backoffFactor);
    this.#ticker = new Ticker(member.clock, member.random, () => this.#turn());
  }

  start(): void {
    this.#ticker.start(this.#member.parameters.fingerIntervalMinMs);
  }

  stop(): void {
    this.#ticker.stop();
  }

  async #turn(): Promise<number> {
    const slot = this.#next ?? this.#beginPass();
    this.#next = null;
    if (slot === null) return this.#interval.next(false);
    const target = this.#member.fingers.place(slot);
    const found = this.#listedOwner(target) ?? (await this.#lookUp(target, slot));
    if (found === null) return this.#interval.next(false);
    const changed = this.#enter(slot, found.owner);
    await chooseNear(this.#member, slot, [found.owner, ...found.successors]);
    return this.#interval.next(changed);
  }

  // The first slot that the first successor does not cover; null in a ring where it covers all.
  #beginPass(): number | null {
    const { ring, fingers } = this.#member;
    const first = ring.state.successors[0];
    const slot = first === undefined ? fingers.places.count : fingers.slotBeyond(first.memberId);
    fingers.clear(0, slot);
    return slot < fingers.places.count ? slot : null;
  }

  #enter(slot: number, owner: Contact): boolean {
    const { fingers, self } = this.#member;
    if (owner.memberId === self.memberId) {
      fingers.clear(slot);
      return false;
    }
    const { next, changed } = fingers.set(slot, owner);
    this.#next = next < fingers.places.count ? next : null;
    return changed;
  }

  // What the successor list covers needs no lookup.
  #listedOwner(target: Identifier): Found | null {
    const { self, successors } = this.#member.ring.state;
    const at = successors.findIndex((contact) => inHalfOpen(self.memberId, target, contact.memberId));
    const owner = successors[at];
    return owner === undefined ? null : { owner, successors: successors.slice(at + 1) };
  }

  #lookUp(key: Identifier, slot: number): Promise<Found | null> {
    const { clock, parameters, stopped, fingers } = this.#member;
    const run: LookupRun = {
      key,
      routing: 'auto',
      brief: true,
      deadlineMs: clock.nowMs() + parameters.lookupTimeoutMs,
      cancellation: stopped,
      // Mostly the finger is still right and says so itself.
      via: fingers.get(slot) ?? null,
      excluded: [],
      hops: [],
    };
    return drainAttempt(this.#member, run);
  }
}
