import type { Contact } from './contact.ts';

/** What a member reports of itself in one reply; lists are adopted whole from it. */
export interface Neighbors {
  /** The member that answers. */
  readonly member: Contact;
  /** Null while unknown. */
  readonly predecessor: Contact | null;
  /** Nearest first, without the member itself; empty in a ring of one. */
  readonly successors: readonly Contact[];
}
