// Fingers, base 2. Only distinct ones are kept: finger e stands for every exponent up to the next entry, and exponents
// that the first successor covers have none. Source: Stoica 2001, section 4.3 (and 4.4, figure 6, for the skipping).
import { type Contact, sameContact } from '../contact.ts';
import { IDENTIFIER_BITS, type Identifier } from '../identifier.ts';
import { distance } from '../ring-arithmetic.ts';
import type { Finger } from '../ring-snapshot.ts';

/** The smallest e for which self + 2^e lies beyond `contact`; 256 when none does. */
export function exponentBeyond(self: Identifier, contact: Identifier): number {
  return distance(self, contact).toString(2).length;
}

/** The fingers of one member: hints, refreshed one at a time. */
export class FingerTable {
  readonly #self: Identifier;
  readonly #fingers = new Map<number, Contact>();

  constructor(self: Identifier) {
    this.#self = self;
  }

  get(exponent: number): Contact | undefined {
    return this.#fingers.get(exponent);
  }

  /**
   * Enters the owner of self + 2^exponent and removes the entries it covers. Returns the exponent to look up next, and
   * whether anything changed.
   */
  set(exponent: number, contact: Contact): { next: number; changed: boolean } {
    const next = exponentBeyond(this.#self, contact.memberId);
    const changed = this.#fingers.get(exponent)?.memberId !== contact.memberId;
    this.#fingers.set(exponent, contact);
    this.clear(exponent + 1, next);
    return { next, changed };
  }

  /** Removes the entries of the exponents [from, to). */
  clear(from: number, to: number = IDENTIFIER_BITS): void {
    for (const exponent of this.#fingers.keys()) {
      if (exponent >= from && exponent < to) this.#fingers.delete(exponent);
    }
  }

  /** Removes a member wherever it stands. */
  remove(memberId: Identifier): void {
    for (const [exponent, contact] of this.#fingers) {
      if (contact.memberId === memberId) this.#fingers.delete(exponent);
    }
  }

  /** Removes one life of a member. Returns whether it was there. */
  removeContact(contact: Contact): boolean {
    const stale = [...this.#fingers].filter(([, finger]) => sameContact(finger, contact));
    for (const [exponent] of stale) this.#fingers.delete(exponent);
    return stale.length > 0;
  }

  /** Distinct members, farthest first. */
  list(): Finger[] {
    return [...this.#fingers].sort(([a], [b]) => b - a).map(([exponent, contact]) => ({ exponent, contact }));
  }

  entries(): Iterable<[number, Contact]> {
    return this.#fingers;
  }
}
