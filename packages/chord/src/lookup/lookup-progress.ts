// Where one attempt of a lookup stands. The key always lies in (low, high]: low is the nearest member before the key
// that has answered, high the nearest at or after it that has answered and is not the owner. Only members strictly
// inside are asked, and every answer moves one end, so the lookup ends however the members lie.
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { between } from '../interval.ts';
import type { NextMember } from '../lookup-step.ts';

/** A member to ask, why, and who named it. */
export interface Candidate {
  readonly contact: Contact;
  readonly reason: string;
  readonly from: Contact;
}

// Candidates kept, and read from one reply: the rest of an endless list is not looked at.
const CANDIDATES_MAX = 64;
const NAMED_MAX = 16;

export class LookupProgress {
  // Members that are not to be asked, nor named, again (dead ones, and those that the caller shut out), and their
  // incarnations: a later life is another chance.
  readonly #excluded: Map<Identifier, number>;
  readonly #key: Identifier;
  // Alive but of no use: not asked again in this attempt, and nobody else is told.
  readonly #useless = new Set<Identifier>();
  // Who named a member, and how often something had been excluded when it was last asked: since then it may have a
  // better answer.
  readonly #asked = new Map<Identifier, { from: Contact; exclusions: number }>();
  #exclusions = 0;
  #low: Contact | null = null;
  #high: Contact | null = null;
  #candidates: Candidate[] = [];

  constructor(key: Identifier, excluded: readonly Identifier[]) {
    this.#key = key;
    this.#excluded = new Map(excluded.map((memberId) => [memberId, Number.POSITIVE_INFINITY]));
  }

  /** The members to route around, for the next question. */
  get excluded(): Identifier[] {
    return [...this.#excluded.keys()];
  }

  /** Puts members at the head of the queue. */
  offer(from: Contact, next: readonly NextMember[]): void {
    const named = next.slice(0, NAMED_MAX).map(({ contact, reason }) => ({ contact, reason, from }));
    this.#candidates = [...named, ...this.#candidates]
      .filter((c) => this.#isInside(c))
      .slice(0, CANDIDATES_MAX);
  }

  /** The next member to ask; when none is left, an end of the interval that has not heard of the latest dead. */
  next(): Candidate | null {
    for (let c = this.#candidates.shift(); c !== undefined; c = this.#candidates.shift()) {
      if (this.#isInside(c)) return this.#asking(c);
    }
    for (const contact of [this.#low, this.#high]) {
      if (contact === null || !this.#mayAskAgain(contact)) continue;
      const from = this.#asked.get(contact.memberId)?.from ?? contact;
      return this.#asking({ contact, reason: 'retry', from });
    }
    return null;
  }

  /** The member names others: it is the nearer end now. Returns whether it had been asked as the likely owner. */
  narrow(contact: Contact): 'forwarded' | 'not_owner' {
    if (this.#low === null || this.#high === null) {
      this.#low = contact;
      this.#high = contact;
      return 'forwarded';
    }
    const before = this.#isBeforeKey(contact);
    // The ends themselves are asked again at times; then nothing moves.
    if (between(this.#low.memberId, contact.memberId, this.#high.memberId)) {
      if (before) this.#low = contact;
      else this.#high = contact;
    }
    return before ? 'forwarded' : 'not_owner';
  }

  /** Whether it can be the owner at all: a member before the key cannot while another is alive, whatever it claims. */
  mayOwn(contact: Contact): boolean {
    const onlyOne = this.#low?.memberId === this.#high?.memberId;
    return (onlyOne && contact.memberId === this.#low?.memberId) || !this.#isBeforeKey(contact);
  }

  exclude({ memberId, incarnation }: Contact): void {
    this.#excluded.set(memberId, incarnation);
    this.#exclusions += 1;
  }

  setAside(memberId: Identifier): void {
    this.#useless.add(memberId);
  }

  #isBeforeKey(contact: Contact): boolean {
    if (this.#low === null) return false;
    return (
      this.#low.memberId === contact.memberId || between(this.#low.memberId, contact.memberId, this.#key)
    );
  }

  #isInside({ contact }: Candidate): boolean {
    if (this.#isExcluded(contact) || this.#useless.has(contact.memberId)) return false;
    if (this.#low === null || this.#high === null) return true;
    return between(this.#low.memberId, contact.memberId, this.#high.memberId);
  }

  #mayAskAgain(contact: Contact): boolean {
    if (this.#isExcluded(contact) || this.#useless.has(contact.memberId)) return false;
    return (this.#asked.get(contact.memberId)?.exclusions ?? -1) < this.#exclusions;
  }

  #isExcluded({ memberId, incarnation }: Contact): boolean {
    return incarnation <= (this.#excluded.get(memberId) ?? Number.NEGATIVE_INFINITY);
  }

  #asking(candidate: Candidate): Candidate {
    const { contact, from } = candidate;
    this.#excluded.delete(contact.memberId);
    this.#asked.set(contact.memberId, { from, exclusions: this.#exclusions });
    return candidate;
  }
}
