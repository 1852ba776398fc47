// What a member answers to one step of a lookup. "In range" is the ring's word (key in (predecessor, self]); "closer"
// is made of hints and may be as wrong as it likes, since the owner has the last word.
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { between } from '../interval.ts';
import type { LookupStepReply, LookupStepRequest } from '../lookup-step.ts';
import { ownsKey } from '../ring/ring-state.ts';
import { chooseRouting } from './choose-routing.ts';
import { nextMembers } from './next-members.ts';
import type { RouteView } from './route-view.ts';

/** Excluded members that are read from one request: more than any lookup gathers before it starts over. */
export const EXCLUDED_MAX = 64;

/** Pure; the reply to one LookupStepRequest. */
export function answerStep(view: RouteView, request: LookupStepRequest): LookupStepReply {
  const excluded = new Set<string>(request.excluded.slice(0, EXCLUDED_MAX));
  const { self, successors } = view.state;
  if (ownsKey(view.state, request.key) || inherits(view, request.key, excluded)) {
    return { kind: 'owner', owner: self, successors };
  }
  const routing = chooseRouting(view, request.routing);
  return { kind: 'closer', next: nextMembers(view, request.key, excluded, routing) };
}

/**
 * The lookup found our predecessor dead, we did too (or it is overdue), and nobody else is known from the key to here:
 * the key is ours before the ring has repaired itself. Without this no lookup of a dead member's keys could succeed
 * until then (Stoica 2003, table II, counts them as resolved). The caller's word alone is not enough: it may have
 * tried an address where the predecessor lives no more.
 */
function inherits(view: RouteView, key: Identifier, excluded: ReadonlySet<string>): boolean {
  const { self, predecessor, predecessorFailed, successors } = view.state;
  if (predecessor === null || !excluded.has(predecessor.memberId)) return false;
  if (!predecessorFailed && !view.predecessorOverdue) return false;
  const nearer = ({ memberId }: Contact) => !excluded.has(memberId) && isFrom(key, memberId, self.memberId);
  if (successors.some(nearer)) return false;
  for (const [, contact] of view.fingers.entries()) if (nearer(contact)) return false;
  for (const contact of view.known.live.from(key)) {
    if (!isFrom(key, contact.memberId, self.memberId)) break;
    if (nearer(contact)) return false;
  }
  return true;
}

/** Whether x lies in [key, self). */
function isFrom(key: Identifier, x: Identifier, self: Identifier): boolean {
  return x !== self && (x === key || between(key, x, self));
}
