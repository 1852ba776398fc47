// NOTIFY, the message. The first successor hears of us at every turn, as in the papers. The predecessor hears of us when
// our list has changed, because its own list is made of ours: without that a change takes a slow turn of each of the r
// members before it. Nothing is adopted from such a hint; the predecessor stabilizes sooner, and asks.
import type { Contact } from '../contact.ts';
import { between } from '../interval.ts';
import { livePredecessor, type RingState } from '../ring/ring-state.ts';
import { callOnce } from './call.ts';
import type { Member } from './member.ts';

/** Not repeated when it fails: who does not hear of us now hears of us at the next turn. */
export async function notifyNeighbors(member: Member, listChanged: boolean): Promise<void> {
  const [first] = member.ring.state.successors;
  const predecessor = listChanged ? livePredecessor(member.ring.state) : null;
  const notify = (to: Contact) =>
    callOnce(member, to, (options) => member.remote.notify(to, member.self, options));
  const isOther = predecessor !== null && predecessor.memberId !== first?.memberId;
  if (!isOther) return first === undefined ? undefined : void (await notify(first));
  await Promise.all([...(first === undefined ? [] : [notify(first)]), notify(predecessor)]);
}

/**
 * Whether a notify from this member is a hint that what comes after us has changed: it is our first successor, or
 * stands before it. In a ring of two the successor is the predecessor too, and notifies at every turn.
 */
export function isHintFromAfter(state: RingState, from: Contact): boolean {
  const [first] = state.successors;
  if (first === undefined || from.memberId === state.predecessor?.memberId) return false;
  return from.memberId === first.memberId || between(state.self.memberId, from.memberId, first.memberId);
}
