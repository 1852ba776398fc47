// A graceful leave tells the neighbours to look, and nothing more: they find the member gone and repair the ring as
// after a crash. Splicing their lists would hand them pointers that nobody has verified (Zave 2015, section 3).
import type { Contact } from '../contact.ts';
import { livePredecessor, neighborOf } from '../ring/ring-state.ts';
import { callOnce } from './call.ts';
import type { Member } from './member.ts';
import { verify } from './verify.ts';

// Calls after which a leaving member is gone, or has thought better of it.
const LEAVING_CALLS = 4;

/** Hints to the predecessor and the first successor, at once; an answer is waited for, not needed. */
export async function announceLeaving(member: Member): Promise<void> {
  const { state } = member.ring;
  const neighbors = [livePredecessor(state), state.successors[0] ?? null];
  const targets = new Map(neighbors.filter((c) => c !== null).map((c): [string, Contact] => [c.memberId, c]));
  const hints = [...targets.values()].map((to) =>
    callOnce(member, to, (options) => member.remote.leaving(to, member.self, options)),
  );
  await Promise.all(hints);
}

/** What a hinted neighbour does: looks once the other has had time to go. At most one look is under way for each. */
export function lookAfterLeaving(member: Member, from: Contact): void {
  const { parameters, leaving } = member;
  const neighbor = neighborOf(member.ring.state, from.memberId);
  if (neighbor === null || leaving.has(from.memberId)) return;
  leaving.add(from.memberId);
  member.later(parameters.hurryMs, () => {
    verify(member, neighbor);
    member.hurryStabilize();
  });
  member.later(LEAVING_CALLS * parameters.callTimeoutMs, () => leaving.delete(from.memberId));
}
