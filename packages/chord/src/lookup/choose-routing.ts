import type { Routing } from '../lookup-step.ts';
import type { RingState } from '../ring/ring-state.ts';
import { shareOfCircle } from '../ring-arithmetic.ts';
import type { RouteView } from './route-view.ts';

/** `full`: straight to the likely owner; `hints`: by all fingers and contacts; `classic`: by the paper's fingers. */
export type Route = 'classic' | 'hints' | 'full';

// Below this share of the estimated ring a direct guess at the owner is mostly wrong, and fingers are quicker. The
// estimate from r neighbours has a relative error of about 1 / sqrt(r), hence not more.
const KNOWN_SHARE_MIN = 0.5;

/** Settles `auto`: full membership while it is affordable and looks like the whole ring, else every hint there is. */
export function chooseRouting(view: RouteView, routing: Routing): Route {
  if (routing !== 'auto') return routing;
  const known = view.known.live.size + 1;
  if (known > view.fullMembershipMax) return 'hints';
  return known >= estimateRingSize(view.state) * KNOWN_SHARE_MIN ? 'full' : 'hints';
}

/** Members of the ring, by how densely the successor list is sown. */
export function estimateRingSize(state: RingState): number {
  const last = state.successors.at(-1);
  if (last === undefined) return 1;
  const share = shareOfCircle(state.self.memberId, last.memberId);
  return share === 0 ? Number.POSITIVE_INFINITY : state.successors.length / share;
}
