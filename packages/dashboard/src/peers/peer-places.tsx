'use client';
import type { ResourceState } from '../api/resource.ts';
import { membersById, membersOf, predecessorOf } from '../model/members.ts';
import { angleOf, sweep } from '../ring/angle.ts';
import { formatShare, shortId } from '../text/format.ts';
import { FullId } from '../ui/copyable.tsx';
import { Facts, Section } from '../ui/section.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import type { MemberView, PeerView } from '../wire.ts';
import type { PeerReply } from '../wire-rest.ts';

/** Each place of a peer on the ring: what it owns, who stands beside it, and the fingers that it answers with. */
export function PeerPlaces({ peer, details }: { peer: PeerView; details: ResourceState<PeerReply> }) {
  return peer.members.map((member) => (
    <Place key={member.memberId} member={member} several={peer.members.length > 1} details={details} />
  ));
}

function Place({
  member,
  several,
  details,
}: {
  member: MemberView;
  several: boolean;
  details: ResourceState<PeerReply>;
}) {
  const t = useText();
  const members = useFleet((state) => membersOf(state.peers));
  const predecessor = predecessorOf(members, member.memberId);
  const share =
    predecessor === null ? 1 : sweep(angleOf(predecessor), angleOf(member.memberId)) / (2 * Math.PI);
  const answer = details.value?.members.find(({ self }) => self?.memberId === member.memberId);
  return (
    <Section title={several ? `${t.peer.places} ${member.index}` : t.peer.places}>
      <Facts
        facts={[
          [t.peer.member, <FullId key="id" id={member.memberId} what={t.peer.member} />],
          [t.peer.owns, formatShare(share)],
          [
            t.peer.predecessor,
            member.predecessor === null ? (
              t.peer.unknown
            ) : (
              <MemberLink key="p" memberId={member.predecessor} />
            ),
          ],
          [t.peer.successors, <Successors key="s" ids={member.successors} />],
          [
            t.peer.fingers,
            <Fingers key="f" fingers={answer?.fingers ?? null} failed={details.status === 'failed'} />,
          ],
        ]}
      />
    </Section>
  );
}

function Successors({ ids }: { ids: readonly string[] }) {
  const t = useText();
  if (ids.length === 0) return t.peer.noSuccessors;
  return (
    <ol className="space-y-0.5">
      {ids.map((id, i) => (
        <li key={id} className="flex items-center gap-2">
          <span className="hint w-3 text-right">{i + 1}</span>
          <MemberLink memberId={id} />
        </li>
      ))}
    </ol>
  );
}

function Fingers({
  fingers,
  failed,
}: {
  fingers: PeerReply['members'][number]['fingers'] | null;
  failed: boolean;
}) {
  const t = useText();
  if (fingers === null) return <span className="text-muted">{failed ? t.peer.unknown : '…'}</span>;
  if (fingers.length === 0) return t.peer.noFingers;
  return (
    <ul className="space-y-0.5">
      {fingers.map(({ exponent, contact }) => (
        <li key={exponent} className="flex items-center gap-2">
          <code className="w-14 font-mono text-xs text-muted">{t.peer.finger(exponent)}</code>
          {contact !== null && <MemberLink memberId={contact.memberId} />}
        </li>
      ))}
    </ul>
  );
}

/** A member's name, which opens its peer and shows it on the ring while pointed at. */
export function MemberLink({ memberId }: { memberId: string }) {
  const { view, hover } = useServices();
  const member = useFleet((state) => membersById(state.peers).get(memberId));
  if (member === undefined) return <code className="font-mono text-xs text-muted">{shortId(memberId)}</code>;
  return (
    <button
      type="button"
      className="flex min-h-6 min-w-0 items-center gap-2 text-left hover:underline"
      onPointerEnter={() => hover.dispatch(memberId)}
      onPointerLeave={() => hover.dispatch(null)}
      onClick={() => view.dispatch({ peer: member.peer.peerId, tab: 'peers' })}
    >
      <bdi className="truncate font-medium">{member.name}</bdi>
      <code className="font-mono text-xs text-muted">{shortId(memberId)}</code>
    </button>
  );
}
