// A graceful leave tells the neighbours to look, and nothing more: they find the member gone and repair the ring as
// after a crash. Splicing their lists would hand them pointers that nobody has verified (Zave 2015, section 3).
import type { Contact } from '../contact.ts';
import { livePredecessor } from '../ring/ring-state.ts';
import { callOnce } from './call.ts';
import type { Member } from './member.ts';

/** Hints to the predecessor and the first successor, at once; an answer is waited for, not needed. */
export async function announceLeaving(member: Member): Promise<void> {
  const { state } = member.ring;
  const neighbors = [livePredecessor(state), state.successors[0] ?? null];
  const targets = new Map(neighbors.filter((c) => c !== null).map((c): [string, Contact] => [c.memberId, c]));
  const hints = [...targets.values()].map((to) =>
    callOnce(member, (options) => member.remote.leaving(to, member.self, options)),
  );
  await Promise.all(hints);
}
