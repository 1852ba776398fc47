// Fingers in base 2, 8 or 16: the owners of self + d * base^i for each digit d. Base 8 takes about half the hops of the
// paper's base 2 for some three times the entries, and contains it: the digits 1, 2 and 4 are the powers of two. Only
// distinct members are kept: a finger stands for every place from its own up to itself, and places that the first
// successor covers have none. Source: Stoica 2001, section 4.3 (and 4.4, figure 6, for the skipping).
import { type Contact, sameContact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { distance } from '../ring-arithmetic.ts';
import type { Finger } from '../ring-snapshot.ts';
import { FingerPlaces } from './finger-places.ts';

/** One entry; `classic` when base 2 has it too: then it is the first member at or after self + 2^exponent. */
export interface FingerEntry {
  readonly contact: Contact;
  /** Of the members before the next place, the one with the shortest round trip as far as known; routing takes this. */
  readonly near: Contact;
  readonly exponent: number;
  readonly classic: boolean;
}

/** The fingers of one member: hints, refreshed one at a time. A slot numbers the places, nearest first. */
export class FingerTable {
  readonly places: FingerPlaces;
  readonly #self: Identifier;
  readonly #fingers = new Map<number, FingerEntry>();

  constructor(self: Identifier, base: number) {
    this.#self = self;
    this.places = new FingerPlaces(base);
  }

  get(slot: number): Contact | undefined {
    return this.#fingers.get(slot)?.contact;
  }

  /** The smallest slot whose place lies beyond `contact`; `places.count` when none does. */
  slotBeyond(contact: Identifier): number {
    return this.places.slotBeyond(distance(this.#self, contact));
  }

  /**
   * Enters the owner of a slot's place and removes the entries it covers. Returns the slot to look up next, and whether
   * anything changed.
   */
  set(slot: number, contact: Contact): { next: number; changed: boolean } {
    const reach = distance(this.#self, contact.memberId);
    const next = this.places.slotBeyond(reach);
    const before = this.#fingers.get(slot);
    const changed = before?.contact.memberId !== contact.memberId;
    const near = changed ? contact : before.near;
    this.#fingers.set(slot, { contact, near, ...this.places.powerOfTwo(slot, reach) });
    this.clear(slot + 1, next);
    return { next, changed };
  }

  /** Whether a member would do for a slot: it stands before the next one's place. */
  wouldDo(slot: number, contact: Contact): boolean {
    const reach = distance(this.#self, contact.memberId);
    return reach >= this.places.offset(slot) && reach < this.places.offset(slot + 1);
  }

  /** Routing takes `near` for this slot from now on. */
  setNear(slot: number, near: Contact): void {
    const finger = this.#fingers.get(slot);
    if (finger !== undefined) this.#fingers.set(slot, { ...finger, near });
  }

  getNear(slot: number): Contact | undefined {
    return this.#fingers.get(slot)?.near;
  }

  /** Removes the entries of the slots [from, to). */
  clear(from: number, to: number = this.places.count): void {
    for (const slot of this.#fingers.keys()) {
      if (slot >= from && slot < to) this.#fingers.delete(slot);
    }
  }

  /** Removes a member wherever it stands. */
  remove(memberId: Identifier): void {
    this.#removeWhere((contact) => contact.memberId === memberId);
  }

  /** Removes one life of a member. Returns whether it was there. */
  removeContact(contact: Contact): boolean {
    return this.#removeWhere((other) => sameContact(other, contact));
  }

  /** The paper's fingers: distinct members, farthest first. */
  list(): Finger[] {
    const classic = [...this.#fingers].filter(([, finger]) => finger.classic).sort(([a], [b]) => b - a);
    return classic.map(([, { exponent, contact }]) => ({ exponent, contact }));
  }

  /** All of them, in no order. */
  entries(): Iterable<FingerEntry> {
    return this.#fingers.values();
  }

  get size(): number {
    return this.#fingers.size;
  }

  #removeWhere(isGone: (contact: Contact) => boolean): boolean {
    let found = false;
    for (const [slot, finger] of this.#fingers) {
      if (isGone(finger.contact)) this.#fingers.delete(slot);
      else if (isGone(finger.near)) this.#fingers.set(slot, { ...finger, near: finger.contact });
      else continue;
      found = true;
    }
    return found;
  }
}
