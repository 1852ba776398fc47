// What a member answers to one step of a lookup. "In range" is the ring's word (key in (predecessor, self]); "closer"
// is made of hints and may be as wrong as it likes, since the owner has the last word. A key whose owner has died has
// no owner until the ring is repaired: whoever claimed it before could not know what lies beyond the dead member.
import type { LookupStepReply, LookupStepRequest } from '../lookup-step.ts';
import { ownsKey } from '../ring/ring-state.ts';
import { chooseRouting } from './choose-routing.ts';
import { NEXT_MAX, nextMembers } from './next-members.ts';
import type { RouteView } from './route-view.ts';

/** Excluded members that are read from one request: more than any lookup gathers before it starts over. */
export const EXCLUDED_MAX = 64;

// Mostly the first one answers. One may be shut out from the start, the caller; who found more of them dead is told more.
const FEW = 3;
const FEW_BESIDE_EXCLUDED = 2;

/** Pure; the reply to one LookupStepRequest. */
export function answerStep(view: RouteView, request: LookupStepRequest): LookupStepReply {
  const { self, successors } = view.state;
  if (ownsKey(view.state, request.key)) {
    return { kind: 'owner', owner: self, successors: request.brief ? [] : successors };
  }
  const excluded = new Set<string>(request.excluded.slice(0, EXCLUDED_MAX));
  const routing = chooseRouting(view, request.routing);
  const few = request.brief ? Math.max(FEW, excluded.size + FEW_BESIDE_EXCLUDED) : NEXT_MAX;
  const max = Math.min(few, NEXT_MAX);
  return { kind: 'closer', next: nextMembers(view, request.key, excluded, routing, max) };
}
