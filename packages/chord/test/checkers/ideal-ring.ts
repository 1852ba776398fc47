import type { Contact } from '../../src/index.ts';
import type { Inhabitant } from '../support/world.ts';

/**
 * Says why the ring is not ideal: every successor list globally exact (of length min(r, N - 1)) and every predecessor
 * the inverse. Null when it is.
 */
export function whyNotIdeal(members: readonly Inhabitant[], r: number): string | null {
  const order = members.map((m) => m.contact).sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  for (const { node } of members) {
    const { self, predecessor, successors, joined } = node.snapshot();
    const at = order.findIndex((contact) => contact.memberId === self.memberId);
    const exact = Array.from({ length: Math.min(r, order.length - 1) }, (_, i) => round(order, at + 1 + i));
    if (!joined) return `${short(self)} is not part of a ring`;
    if (names(successors) !== names(exact))
      return `${short(self)} lists ${names(successors)}, not ${names(exact)}`;
    const before = order.length === 1 ? null : round(order, at - 1);
    if (predecessor?.memberId !== before?.memberId)
      return `${short(self)} has predecessor ${short(predecessor)}`;
  }
  return null;
}

function round(order: readonly Contact[], i: number): Contact {
  return order[(i + order.length) % order.length] as Contact;
}

function names(contacts: readonly Contact[]): string {
  return `[${contacts.map(short).join(' ')}]`;
}

// The incarnation counts: a list that names an earlier life has an address where nobody lives.
function short(contact: Contact | null | undefined): string {
  return contact ? `${contact.memberId.slice(0, 6)}/${contact.incarnation}` : 'none';
}
