// The hint layer's memory: every member heard of, live ones in the order of the circle for routing, and the passive
// list of those out of reach, which is what lets rings that were split find each other again. Nothing here is ever
// believed by the ring itself: a hint is a member to ask, not an answer.
import { type Contact, newerContact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { PassiveContacts } from './passive-contacts.ts';
import { SortedContacts } from './sorted-contacts.ts';

/** Bounded at `knownMax` live and `passiveMax` passive contacts; the oldest go first. */
export class KnownContacts {
  readonly live = new SortedContacts();
  readonly passive: PassiveContacts;
  /** How often a contact was entered among the live ones. */
  added = 0;
  /** How often one that had been out of reach was entered again. */
  returned = 0;
  readonly #self: Contact;
  readonly #liveMax: number;
  // In the order in which they were first heard of.
  readonly #ages = new Set<Identifier>();

  constructor(self: Contact, liveMax: number, passiveMax: number) {
    this.#self = self;
    this.#liveMax = liveMax;
    this.passive = new PassiveContacts(passiveMax);
  }

  /** The contact under which a member is known, live or passive. */
  get(memberId: Identifier): Contact | undefined {
    return this.live.get(memberId) ?? this.passive.get(memberId)?.contact;
  }

  /** An authenticated contact: new, or a later incarnation. One out of reach stays so until a later life of it. */
  learn(contact: Contact): void {
    const old = this.get(contact.memberId);
    if (old === undefined || old.incarnation < contact.incarnation) this.#put(contact);
  }

  /**
   * A contact by hearsay, from the list of a third member: fills a gap, never replaces a live contact. Returns the
   * freshest that is known of that member. `onClaim` is called when the contact claims a later life of a live one, which
   * only that member itself can confirm.
   */
  meet(contact: Contact, onClaim: (contact: Contact) => void): Contact {
    const live = this.live.get(contact.memberId);
    if (live === undefined) this.learn(contact);
    else if (live.incarnation < contact.incarnation) onClaim(contact);
    return live === undefined ? contact : newerContact(contact, live);
  }

  /** The member itself answered or called under this contact: it is alive, whatever was thought of it. */
  heard(contact: Contact): void {
    const live = this.live.get(contact.memberId);
    if (live === undefined || live.incarnation < contact.incarnation) this.#put(contact);
  }

  /** The member is out of reach. Returns whether that is news; another incarnation than the live one is none. */
  bury(contact: Contact, nowMs: number): boolean {
    const live = this.live.get(contact.memberId);
    if (live === undefined && this.passive.get(contact.memberId) !== undefined) return false;
    if (live !== undefined && live.incarnation !== contact.incarnation) return false;
    this.#remove(contact.memberId);
    this.passive.add(contact, nowMs);
    return true;
  }

  forget(memberId: Identifier): void {
    this.#remove(memberId);
    this.passive.delete(memberId);
  }

  /** The contact itself, or the later incarnation of the same member that is known. */
  freshen(contact: Contact): Contact {
    const known = this.live.get(contact.memberId);
    return known === undefined ? contact : newerContact(contact, known);
  }

  /** Everything remembered, live first. */
  all(): Contact[] {
    return [...this.live.from(this.#self.memberId), ...this.passive.contacts()];
  }

  #put(contact: Contact): void {
    if (contact.memberId === this.#self.memberId) return;
    if (this.passive.delete(contact.memberId)) this.returned += 1;
    this.live.set(contact);
    this.added += 1;
    this.#ages.add(contact.memberId);
    const oldest = this.#ages.size > this.#liveMax ? this.#ages.values().next().value : undefined;
    if (oldest !== undefined) this.#remove(oldest);
  }

  #remove(memberId: Identifier): void {
    this.live.delete(memberId);
    this.#ages.delete(memberId);
  }
}
