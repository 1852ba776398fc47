// RECTIFY(n, q), what a notified member does. Source: Zave 2015, section 4: the old predecessor is replaced when q is
// nearer, or when it is dead; a live one that is nearer stays.
import { type Contact, newerContact, sameContact } from '../contact.ts';
import { between } from '../interval.ts';
import type { RingState } from './ring-state.ts';

/** Whether q may become the predecessor without asking the old one for a sign of life. */
export function isNearerPredecessor(state: RingState, q: Contact): boolean {
  const old = state.predecessor;
  if (q.memberId === state.self.memberId) return false;
  if (old === null || state.predecessorFailed || old.memberId === q.memberId) return true;
  return between(old.memberId, q.memberId, state.self.memberId);
}

/** n.pred := q. The caller has made sure that it may. */
export function acceptPredecessor(state: RingState, q: Contact): RingState {
  const old = state.predecessor;
  const predecessor = old?.memberId === q.memberId ? newerContact(old, q) : q;
  if (predecessor === old && !state.predecessorFailed) return state;
  return { ...state, predecessor, predecessorFailed: false };
}

/** Remembers that the predecessor was found dead; does nothing when it is another one, or another life, by now. */
export function failPredecessor(state: RingState, contact: Contact): RingState {
  const old = state.predecessor;
  if (!sameContact(old, contact)) return state;
  // In a ring of one nothing is left that the dead predecessor could bound.
  if (state.successors.length === 0) return { ...state, predecessor: null, predecessorFailed: false };
  return { ...state, predecessorFailed: true };
}
