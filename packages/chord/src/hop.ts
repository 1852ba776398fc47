import type { Contact } from './contact.ts';

/** What came of a hop. `not_owner`: it was asked as the likely owner and named others. */
export type HopOutcome = 'forwarded' | 'owner' | 'not_owner' | 'unreachable' | 'busy' | 'error';

/** One question of a lookup to one member. */
export interface Hop {
  /** From 1, in the order in which the hops ended. */
  readonly index: number;
  /** From 1; rises when the lookup starts over. */
  readonly attempt: number;
  /** The member whose answer named `to`. */
  readonly from: Contact;
  /** The member asked. */
  readonly to: Contact;
  /** Why this one: see `NextMember`. */
  readonly reason: string;
  readonly outcome: HopOutcome;
  /** Milliseconds from the question to its outcome. */
  readonly ms: number;
}
