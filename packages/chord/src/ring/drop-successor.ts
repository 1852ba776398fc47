import type { Contact } from '../contact.ts';
import type { RingState } from './ring-state.ts';

/**
 * STABILIZE, first successor dead: n.succ := n.succ[1:]. The papers append a placeholder to keep the length; here the
 * list is shorter until the next reply, which is the same, since a placeholder names nobody.
 * Does nothing when `contact` is not the first successor any more.
 */
export function dropSuccessor(state: RingState, contact: Contact): RingState {
  if (state.successors[0]?.memberId !== contact.memberId) return state;
  return { ...state, successors: state.successors.slice(1) };
}
