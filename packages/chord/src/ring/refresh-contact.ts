import type { Contact } from '../contact.ts';
import type { RingState } from './ring-state.ts';

/**
 * A later incarnation takes the place of an earlier one of the same member (its address may be another). The order of
 * the ring is untouched: the member is the same.
 */
export function refreshContact(state: RingState, contact: Contact): RingState {
  const isEarlier = (old: Contact) =>
    old.memberId === contact.memberId && old.incarnation < contact.incarnation;
  const { predecessor } = state;
  const before = predecessor !== null && isEarlier(predecessor) ? contact : predecessor;
  // Nearly every message passes here, and nearly none brings a later life: then nothing is made anew.
  const at = state.successors.findIndex(isEarlier);
  if (at < 0) return before === predecessor ? state : { ...state, predecessor: before };
  return { ...state, predecessor: before, successors: state.successors.with(at, contact) };
}
