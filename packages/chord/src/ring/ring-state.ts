// The pointers of one member: the whole state of Zave's protocol. Everything that changes it is a pure transition in
// this folder; the operations wait for replies and then apply one of them to the state as it is at that moment.
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { inHalfOpen } from '../interval.ts';

/** Immutable. A ring of one has no successors; elsewhere the list is cut where it would come round to self. */
export interface RingState {
  readonly self: Contact;
  readonly predecessor: Contact | null;
  /** The predecessor was just found dead: the next notify replaces it unasked; it still bounds what is owned. */
  readonly predecessorFailed: boolean;
  /** Strictly clockwise from self, no duplicates, at most r. */
  readonly successors: readonly Contact[];
}

/** A ring of one. */
export function aloneState(self: Contact): RingState {
  return { self, predecessor: null, predecessorFailed: false, successors: [] };
}

/** The first successor; self in a ring of one, as in the papers. */
export function firstSuccessor(state: RingState): Contact {
  return state.successors[0] ?? state.self;
}

/** The predecessor as it may be reported: null once it was found dead. */
export function livePredecessor(state: RingState): Contact | null {
  return state.predecessorFailed ? null : state.predecessor;
}

/** Whether the key lies in (predecessor, self]. A ring of one that nobody has notified owns every key. */
export function ownsKey(state: RingState, key: Identifier): boolean {
  if (state.predecessor === null) return state.successors.length === 0;
  return inHalfOpen(state.predecessor.memberId, key, state.self.memberId);
}

/** The entry of a member in the successor list or as predecessor, or null. */
export function neighborOf(state: RingState, memberId: Identifier): Contact | null {
  if (state.predecessor?.memberId === memberId) return state.predecessor;
  return state.successors.find((contact) => contact.memberId === memberId) ?? null;
}
