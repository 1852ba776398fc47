// Refreshes the fingers, one lookup a turn, from the nearest to the farthest; each owner found covers all exponents up
// to itself, so a pass costs as many lookups as there are distinct fingers. Source: Stoica 2001, section 4.4.
import type { Contact } from '../contact.ts';
import { exponentBeyond } from '../hints/finger-table.ts';
import { IDENTIFIER_BITS, type Identifier } from '../identifier.ts';
import { inHalfOpen } from '../interval.ts';
import { addPowerOfTwo } from '../ring-arithmetic.ts';
import { Backoff } from '../timers/backoff.ts';
import { Ticker } from '../timers/ticker.ts';
import { drainAttempt } from './drain-attempt.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';

export class FingerKeeper {
  readonly #member: Member;
  readonly #ticker: Ticker;
  readonly #interval: Backoff;
  // The exponent to refresh next; null: begin a pass.
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
    const exponent = this.#next ?? this.#beginPass();
    this.#next = null;
    if (exponent === null) return this.#interval.next(false);
    const target = addPowerOfTwo(this.#member.self.memberId, exponent);
    const owner = this.#listedOwner(target) ?? (await this.#lookUp(target, exponent));
    return this.#interval.next(owner === null ? false : this.#enter(exponent, owner));
  }

  // The first exponent that the first successor does not cover; null in a ring where it covers all.
  #beginPass(): number | null {
    const { ring, fingers, self } = this.#member;
    const first = ring.state.successors[0];
    const exponent = first === undefined ? IDENTIFIER_BITS : exponentBeyond(self.memberId, first.memberId);
    fingers.clear(0, exponent);
    return exponent < IDENTIFIER_BITS ? exponent : null;
  }

  #enter(exponent: number, owner: Contact): boolean {
    const { fingers, self } = this.#member;
    if (owner.memberId === self.memberId) {
      fingers.clear(exponent);
      return false;
    }
    const { next, changed } = fingers.set(exponent, owner);
    this.#next = next < IDENTIFIER_BITS ? next : null;
    return changed;
  }

  // What the successor list covers needs no lookup.
  #listedOwner(target: Identifier): Contact | null {
    const { self, successors } = this.#member.ring.state;
    return successors.find((contact) => inHalfOpen(self.memberId, target, contact.memberId)) ?? null;
  }

  #lookUp(key: Identifier, exponent: number): Promise<Contact | null> {
    const { clock, parameters, stopped, fingers } = this.#member;
    const run: LookupRun = {
      key,
      routing: 'auto',
      deadlineMs: clock.nowMs() + parameters.lookupTimeoutMs,
      cancellation: stopped,
      // Mostly the finger is still right and says so itself.
      via: fingers.get(exponent) ?? null,
      excluded: [],
      hops: [],
    };
    return drainAttempt(this.#member, run);
  }
}
