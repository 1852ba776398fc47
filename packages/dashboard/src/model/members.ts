// The ring's members in order of place, with the state that the page shows for each. Computed once per set of peers.

import { plainText } from '../text/plain-text.ts';
import type { MemberView, PeerView } from '../wire.ts';
import { memoizeLast } from './memoize-last.ts';

/** What a mark on the ring means; each has a colour and a shape of its own. */
export type Mark = 'healthy' | 'joining' | 'suspect' | 'failed';

export interface RingMember {
  readonly memberId: string;
  readonly peer: PeerView;
  readonly member: MemberView;
  readonly mark: Mark;
  /** The peer's name, with the member's index where the peer has several places. */
  readonly name: string;
}

export const membersOf = memoizeLast((peers: ReadonlyMap<string, PeerView>): readonly RingMember[] =>
  [...peers.values()]
    .flatMap((peer) => peer.members.map((member) => ringMember(peer, member)))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1)),
);

export const membersById = memoizeLast(
  (peers: ReadonlyMap<string, PeerView>): ReadonlyMap<string, RingMember> =>
    new Map(membersOf(peers).map((member) => [member.memberId, member])),
);

export function markOf(peer: PeerView): Mark {
  if (peer.state === 'failed') return 'failed';
  if (peer.suspect) return 'suspect';
  return peer.state === 'up' ? 'healthy' : 'joining';
}

function ringMember(peer: PeerView, member: MemberView): RingMember {
  const name = peer.members.length > 1 ? `${peerName(peer)} ${member.index}` : peerName(peer);
  return { memberId: member.memberId, peer, member, mark: markOf(peer), name };
}

/** A peer's name, or the head of its id when it has none. */
export function peerName(peer: PeerView): string {
  return peer.name === '' ? peer.peerId.slice(0, 8) : plainText(peer.name);
}

/** The place before a member: what it says itself, else the nearest live member against the clock; null when alone. */
export function predecessorOf(members: readonly RingMember[], memberId: string): string | null {
  const own = members.find((m) => m.memberId === memberId);
  if (own === undefined) return null;
  if (own.member.predecessor !== null) return own.member.predecessor;
  const live = members.filter((m) => m.mark !== 'failed' && m.memberId !== memberId);
  return (live.findLast((m) => m.memberId < memberId) ?? live.at(-1))?.memberId ?? null;
}

/** The live member that owns a key: the first one at or after it, across zero; null on an empty ring. */
export function ownerOf(members: readonly RingMember[], key: string): RingMember | null {
  const live = members.filter((m) => m.mark !== 'failed');
  return live.find((m) => m.memberId >= key) ?? live[0] ?? null;
}
