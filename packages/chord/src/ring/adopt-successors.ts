import type { Contact } from '../contact.ts';
import { orderedPrefix } from './ordered-prefix.ts';
import type { RingState } from './ring-state.ts';

/**
 * STABILIZE: n.succ := [s, ...L][:r], the WHOLE list of one reply. Lists are never merged: a tail kept from an older
 * list can skip a principal. Source: Zave 2015, section 4.
 */
export function adoptSuccessors(
  state: RingState,
  first: Contact,
  rest: readonly Contact[],
  length: number,
): RingState {
  return { ...state, successors: orderedPrefix(state.self, chain(first, rest), length) };
}

function* chain(first: Contact, rest: readonly Contact[]): Generator<Contact> {
  yield first;
  yield* rest;
}
