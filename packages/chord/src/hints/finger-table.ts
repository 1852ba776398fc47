// Fingers in base 2, 8 or 16: the owners of self + d * base^i for each digit d. Base 8 takes about half the hops of the
// paper's base 2 for some three times the entries, and contains it: the digits 1, 2 and 4 are the powers of two. Only
// distinct members are kept: a finger stands for every place from its own up to itself, and places that the first
// successor covers have none. Source: Stoica 2001, section 4.3 (and 4.4, figure 6, for the skipping).
import { type Contact, sameContact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { between } from '../interval.ts';
import { distance, toIdentifier, toNumber } from '../ring-arithmetic.ts';
import type { Finger } from '../ring-snapshot.ts';
import { FingerPlaces } from './finger-places.ts';

// Exponents are 0 to 256 (a slot of the highest level may round up); with the bit of base 2 they take ten bits.
const EXPONENTS = 512;
const SLOT_SHIFT = 10;

/**
 * The fingers of one member: hints, refreshed one at a time. A slot numbers the places, nearest first. A ring simulated in
 * one process has millions of fingers, so they are kept in columns, in the order of their slots, and not as objects.
 */
export class FingerTable {
  readonly places: FingerPlaces;
  // As a number: a place or a distance is reckoned at every turn of the timer.
  readonly #self: bigint;
  // The slot, the exponent, and whether base 2 has the finger too (then it is the first member at or after
  // self + 2^exponent), as the digits of one number: see `placeCode`.
  readonly #codes: number[] = [];
  readonly #contacts: Contact[] = [];
  // Of the members before the next place, the one with the shortest round trip as far as known; routing takes this.
  readonly #near: Contact[] = [];

  constructor(self: Identifier, base: number) {
    this.#self = toNumber(self);
    this.places = new FingerPlaces(base);
  }

  get(slot: number): Contact | undefined {
    return this.#contacts[this.#at(slot)];
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
    const changed = this.get(slot)?.memberId !== contact.memberId;
    const near = (changed ? undefined : this.getNear(slot)) ?? contact;
    this.clear(slot, Math.max(slot + 1, next));
    const position = this.#firstFrom(slot);
    this.#codes.splice(position, 0, placeCode(slot, this.places.powerOfTwo(slot, reach)));
    this.#contacts.splice(position, 0, contact);
    this.#near.splice(position, 0, near);
    return { next, changed };
  }

  /** The place on the circle that a slot stands for. */
  place(slot: number): Identifier {
    return toIdentifier(this.#self + this.places.offset(slot));
  }

  /** Says of a member whether it would do for a slot: it stands before the next one's place. */
  wouldDo(slot: number): (contact: Contact) => boolean {
    const first = this.place(slot);
    const next = this.place(slot + 1);
    return ({ memberId }) => memberId === first || between(first, memberId, next);
  }

  /** Routing takes `near` for this slot from now on. */
  setNear(slot: number, near: Contact): void {
    const position = this.#at(slot);
    if (position < this.size) this.#near[position] = near;
  }

  getNear(slot: number): Contact | undefined {
    return this.#near[this.#at(slot)];
  }

  /** Removes the entries of the slots [from, to). */
  clear(from: number, to: number = this.places.count): void {
    const first = this.#firstFrom(from);
    this.#removeAt(first, this.#firstFrom(to) - first);
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
    const list: Finger[] = [];
    for (let i = this.size - 1; i >= 0; i -= 1) {
      if (this.isClassic(i)) list.push({ exponent: this.exponent(i), contact: this.contact(i) });
    }
    return list;
  }

  /** How many there are. What follows is of the one at a position from 0, the nearest, to size - 1, the farthest. */
  get size(): number {
    return this.#codes.length;
  }

  contact(position: number): Contact {
    return this.#contacts[position] as Contact;
  }

  /** The one of those before the next place that routing takes. */
  near(position: number): Contact {
    return this.#near[position] as Contact;
  }

  exponent(position: number): number {
    return ((this.#codes[position] as number) >> 1) % EXPONENTS;
  }

  /** Whether base 2 has it too. */
  isClassic(position: number): boolean {
    return (this.#codes[position] as number) % 2 === 1;
  }

  #at(slot: number): number {
    const position = this.#firstFrom(slot);
    return this.#slot(position) === slot ? position : this.size;
  }

  // The first position whose slot is at or after this one.
  #firstFrom(slot: number): number {
    let position = this.size;
    while (position > 0 && this.#slot(position - 1) >= slot) position -= 1;
    return position;
  }

  #slot(position: number): number {
    return (this.#codes[position] ?? -1) >> SLOT_SHIFT;
  }

  #removeAt(position: number, count: number): void {
    if (count <= 0) return;
    for (const column of [this.#codes, this.#contacts, this.#near]) column.splice(position, count);
  }

  #removeWhere(isGone: (contact: Contact) => boolean): boolean {
    let found = false;
    for (let i = this.size - 1; i >= 0; i -= 1) {
      if (isGone(this.contact(i))) this.#removeAt(i, 1);
      else if (isGone(this.near(i))) this.#near[i] = this.contact(i);
      else continue;
      found = true;
    }
    return found;
  }
}

function placeCode(slot: number, { exponent, classic }: { exponent: number; classic: boolean }): number {
  return (slot << SLOT_SHIFT) + 2 * exponent + (classic ? 1 : 0);
}
