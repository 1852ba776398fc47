import type { Contact } from '@acorde/chord';

/** What an omniscient checker sees of one live member of a ring. */
export interface MemberView {
  readonly name: string;
  readonly self: Contact;
  readonly predecessor: Contact | null;
  /** Nearest first; empty in a ring of one. */
  readonly successors: readonly Contact[];
}

/** Says what is wrong with the members that are part of a ring, all at one moment; null when nothing is. */
export type Checker = (members: readonly MemberView[], successorListLength: number) => string | null;

/** The members in the order of the circle. */
export function inOrder(members: readonly MemberView[]): MemberView[] {
  return [...members].sort((a, b) => (a.self.memberId < b.self.memberId ? -1 : 1));
}

/** The members that are alive, by what a contact must say to reach them: the address of one life. */
export function byReach(members: readonly MemberView[]): ReadonlyMap<string, MemberView> {
  return new Map(members.map((member) => [reach(member.self), member]));
}

/** An earlier life at the same address is reached all the same. */
export function reach({ memberId, address }: Contact): string {
  return `${memberId} ${address}`;
}

/** A contact for people: the beginning of its identifier, and its life. */
export function short(contact: Contact | null): string {
  return contact === null ? 'nobody' : `${contact.memberId.slice(0, 6)}/${contact.incarnation}`;
}
