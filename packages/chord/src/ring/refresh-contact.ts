import { type Contact, newerContact } from '../contact.ts';
import type { RingState } from './ring-state.ts';

/**
 * A later incarnation takes the place of an earlier one of the same member (its address may be another). The order of
 * the ring is untouched: the member is the same.
 */
export function refreshContact(state: RingState, contact: Contact): RingState {
  const newer = (old: Contact) => (old.memberId === contact.memberId ? newerContact(old, contact) : old);
  const predecessor = state.predecessor && newer(state.predecessor);
  const successors = state.successors.map(newer);
  const same = predecessor === state.predecessor && successors.every((c, i) => c === state.successors[i]);
  return same ? state : { ...state, predecessor, successors };
}
