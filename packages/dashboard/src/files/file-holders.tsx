'use client';
import { membersOf, ownerOf, peerName } from '../model/members.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import type { FileReply, HolderView } from '../wire-rest.ts';

/** Who has a copy: the same diamonds as on the ring, and a warning when there are too few. */
export function FileHolders({ file }: { file: FileReply }) {
  const t = useText();
  const members = useFleet((state) => membersOf(state.peers));
  const complete = file.holders.filter((holder) => holder.complete && !holder.shared).length;
  const reachable = file.holders.some((holder) => holder.complete);
  const owner = ownerOf(members, file.fileId);
  const text = reachable
    ? file.fullyReplicated
      ? t.file.fully(complete)
      : t.file.fewer(complete, file.replicasWanted)
    : t.file.none;
  const mark = reachable ? (file.fullyReplicated ? 'healthy' : 'suspect') : 'failed';
  return (
    <Section title={t.file.holders}>
      <p role="status" className="mb-2 flex items-center gap-2">
        <MarkIcon shape={mark} />
        {text}
      </p>
      <ul className="-mx-2">
        {file.holders.map((holder) => (
          <Holder
            key={holder.peerId}
            holder={holder}
            reachable
            isOwner={owner?.peer.peerId === holder.peerId}
          />
        ))}
        {file.unreachable.map((holder) => (
          <Holder key={holder.peerId} holder={holder} reachable={false} isOwner={false} />
        ))}
      </ul>
    </Section>
  );
}

function Holder({
  holder,
  reachable,
  isOwner,
}: {
  holder: HolderView;
  reachable: boolean;
  isOwner: boolean;
}) {
  const t = useText();
  const { view, hover } = useServices();
  const peer = useFleet((state) => state.peers.get(holder.peerId));
  const words = [
    reachable ? (holder.complete ? t.file.complete : t.file.partial) : t.file.unreachable,
    ...(holder.shared ? [t.file.shared] : []),
    ...(isOwner ? [t.file.owner] : []),
  ];
  return (
    <li>
      <button
        type="button"
        className="flex h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover"
        onPointerEnter={() => hover.dispatch(peer?.members[0]?.memberId ?? null)}
        onPointerLeave={() => hover.dispatch(null)}
        onClick={() => view.dispatch({ peer: holder.peerId, tab: 'peers' })}
      >
        <MarkIcon shape="replica" hollow={!holder.complete || !reachable} />
        <bdi className="min-w-0 flex-1 truncate font-medium">
          {peer === undefined ? holder.peerId.slice(0, 8) : peerName(peer)}
        </bdi>
        <span className="text-xs text-muted">{words.join(' · ')}</span>
      </button>
    </li>
  );
}
