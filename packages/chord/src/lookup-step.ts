// One iterative step of a lookup. Source: MIT `chord_prot.x` (findroute), "in range" or "closer".
import type { Contact } from './contact.ts';
import type { Identifier } from './identifier.ts';

/**
 * How a lookup may route: `classic` by fingers of base 2 and successor lists only, as in the paper; `full` straight to
 * the member that should own the key by all known members; `auto` is full while these look like the whole ring and are
 * few and steady enough, else by the fingers of every base and all contacts learned.
 */
export type Routing = 'auto' | 'classic' | 'full';

/** Asks a member for the owner of a key, or for members closer to it. */
export interface LookupStepRequest {
  readonly key: Identifier;
  /** Members that this lookup found dead (or must not be sent to): the callee routes as if they were not there. */
  readonly excluded: readonly Identifier[];
  readonly routing: Routing;
  /**
   * For upkeep, which asks the same again and again: an owner names no successors, and others name few members, more when
   * some are excluded.
   */
  readonly brief?: boolean;
}

/** A member to ask next and why: `finger 251`, `successor 1`, `predecessor`, `member`, `hint` or `retry`. */
export interface NextMember {
  readonly contact: Contact;
  readonly reason: string;
}

/** The callee owns the key: it lies in (its predecessor, itself]. */
export interface OwnerReply {
  readonly kind: 'owner';
  readonly owner: Contact;
  /** The owner's successor list. */
  readonly successors: readonly Contact[];
}

/** Members strictly closer to the key, best first. The caller checks that. */
export interface CloserReply {
  readonly kind: 'closer';
  readonly next: readonly NextMember[];
}

export type LookupStepReply = OwnerReply | CloserReply;
