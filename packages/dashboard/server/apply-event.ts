// What a fact changes of the peer that tells it. An event that the peer's state already includes changes nothing.
import { safeNumber } from '@acorde/protocol';
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { MemberView, PeerView } from '../src/wire.ts';
import { contactView, contactViews } from './view.ts';

/** Throws INVALID_ARGUMENT when the event is malformed. */
export function applyEvent(peer: PeerView, event: Event): PeerView {
  const incarnation = safeNumber(event.incarnation, 'incarnation');
  const seq = safeNumber(event.seq, 'seq');
  if (incarnation < peer.incarnation || (incarnation === peer.incarnation && seq <= peer.seq)) return peer;
  return { ...peer, ...changeOf(peer, event), incarnation, seq };
}

function changeOf(peer: PeerView, { fact }: Event): Partial<PeerView> {
  switch (fact.case) {
    case 'peerStarted':
      return { state: 'joining', suspect: false, reason: '', members: peer.members.map(restarted) };
    case 'peerJoined':
      return {
        ...alive(peer, 'up'),
        members: withMember(peer, contactView(fact.value.member), { phase: 'up' }),
      };
    case 'peerLeft':
      return {
        state: 'leaving',
        members: withMember(peer, contactView(fact.value.member), { phase: 'stopped' }),
      };
    case 'neighborsChanged': {
      const predecessor = contactView(fact.value.predecessor)?.memberId ?? null;
      const successors = contactViews(fact.value.successors).map((contact) => contact.memberId);
      return { members: withMember(peer, contactView(fact.value.member), { predecessor, successors }) };
    }
    default:
      return {};
  }
}

/** A failed peer stays failed until it was asked: events may be older than the failure. */
function alive(peer: PeerView, state: 'up'): Partial<PeerView> {
  return peer.state === 'failed' || peer.state === 'leaving' ? {} : { state };
}

function restarted(member: MemberView): MemberView {
  return { ...member, predecessor: null, successors: [], phase: 'joining' };
}

function withMember(
  peer: PeerView,
  of: { memberId: string; index: number } | null,
  change: Partial<MemberView>,
): readonly MemberView[] {
  if (!of) return peer.members;
  const fresh: MemberView = {
    memberId: of.memberId,
    index: of.index,
    predecessor: null,
    successors: [],
    phase: 'joining',
  };
  const known = peer.members.find((member) => member.memberId === of.memberId) ?? fresh;
  const others = peer.members.filter((member) => member.memberId !== of.memberId);
  return [...others, { ...known, ...change }].sort((a, b) => a.index - b.index);
}
