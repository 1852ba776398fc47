// Whether the live members form the ideal ring: each one's predecessor is the member before it on the circle, and its
// successor list is exactly the next min(r, N - 1) members.
import type { MemberView, PeerView, RingView } from '../src/wire.ts';

const UNSETTLED_MAX = 16;

/** Members of peers that are up. A peer that joins or leaves is not part of the ideal ring. */
export function liveMembers(peers: Iterable<PeerView>): MemberView[] {
  const members = [...peers].filter((peer) => peer.state === 'up').flatMap((peer) => peer.members);
  return members.sort((a, b) => (a.memberId < b.memberId ? -1 : a.memberId > b.memberId ? 1 : 0));
}

/** `successorsWanted`: the network's r, as its peers tell it; 0 while none has. */
export function ringView(peers: Iterable<PeerView>, successorsWanted: number): RingView {
  const members = liveMembers(peers);
  const count = Math.min(successorsWanted, members.length - 1);
  const unsettled = members.filter((member, at) => !isSettled(member, at, members, count));
  return {
    ideal: members.length > 0 && unsettled.length === 0,
    members: members.length,
    unsettled: unsettled.slice(0, UNSETTLED_MAX).map((member) => member.memberId),
  };
}

function isSettled(member: MemberView, at: number, members: readonly MemberView[], count: number): boolean {
  const after = (steps: number) => members[(at + steps) % members.length]?.memberId;
  if (member.phase !== 'up' || member.successors.length !== count) return false;
  // A ring of one may name itself as its predecessor, or none.
  const before = after(members.length - 1);
  const alone = members.length === 1 && member.predecessor === null;
  if (!alone && member.predecessor !== before) return false;
  return member.successors.every((successor, index) => successor === after(index + 1));
}
