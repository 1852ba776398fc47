import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';

/** Contacts in the order of the circle, one per member; log N to find, one memmove to change. */
export class SortedContacts {
  readonly #contacts: Contact[] = [];

  get size(): number {
    return this.#contacts.length;
  }

  get(memberId: Identifier): Contact | undefined {
    const contact = this.#contacts[this.#position(memberId)];
    return contact?.memberId === memberId ? contact : undefined;
  }

  /** Puts a contact in, in the place of an earlier one of the same member. */
  set(contact: Contact): void {
    const position = this.#position(contact.memberId);
    const replaced = this.#contacts[position]?.memberId === contact.memberId ? 1 : 0;
    this.#contacts.splice(position, replaced, contact);
  }

  delete(memberId: Identifier): void {
    const position = this.#position(memberId);
    if (this.#contacts[position]?.memberId === memberId) this.#contacts.splice(position, 1);
  }

  /** Clockwise from the first contact at or after `key`, once round. */
  *from(key: Identifier): Generator<Contact, undefined> {
    const all = this.#contacts;
    const start = this.#position(key);
    for (let i = 0; i < all.length; i += 1) yield all[(start + i) % all.length] as Contact;
  }

  /** Counter-clockwise from the last contact before `key`, once round. */
  *before(key: Identifier): Generator<Contact, undefined> {
    const all = this.#contacts;
    const start = this.#position(key) - 1 + all.length;
    for (let i = 0; i < all.length; i += 1) yield all[(start - i) % all.length] as Contact;
  }

  /** The contact at a position of the circle's order, counted round and round. */
  at(position: number): Contact | undefined {
    return this.#contacts[position % this.#contacts.length];
  }

  // The first position whose contact is at or after the identifier.
  #position(memberId: Identifier): number {
    let low = 0;
    let high = this.#contacts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#contacts[middle] as Contact).memberId < memberId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
