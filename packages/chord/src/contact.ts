import type { Identifier } from './identifier.ts';

/**
 * How to reach one ring member. The core takes a contact at its word: who hands one in has authenticated it (a
 * signed record, or a certificate), because a higher incarnation replaces a lower one wherever the member is listed.
 */
export interface Contact {
  /** The member's place on the ring. */
  readonly memberId: Identifier;
  /** The peer that hosts the member. */
  readonly peerId: string;
  /** Which of the peer's members this is, from 0. */
  readonly index: number;
  /** Opaque to the core; the transport's own notation. */
  readonly address: string;
  /** Failure zone; may be empty. */
  readonly zone: string;
  /** Rises at every start of the peer. */
  readonly incarnation: number;
}

/** The one of two contacts of the same member that was made later; `a` when both are of one incarnation. */
export function newerContact(a: Contact, b: Contact): Contact {
  return b.incarnation > a.incarnation ? b : a;
}

/** Whether two lists name the same members, of the same incarnations, in the same order. */
export function sameContacts(a: readonly Contact[], b: readonly Contact[]): boolean {
  return a.length === b.length && a.every((contact, i) => sameContact(contact, b[i] ?? null));
}

/** Whether two contacts (or two absences) are the same member in the same incarnation. */
export function sameContact(a: Contact | null, b: Contact | null): boolean {
  return a?.memberId === b?.memberId && a?.incarnation === b?.incarnation;
}
