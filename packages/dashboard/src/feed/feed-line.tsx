'use client';
import type { FeedItem } from '../model/fleet-state.ts';
import { membersById, peerName } from '../model/members.ts';
import type { Shape } from '../ring/draw/shape.ts';
import { formatClock } from '../text/format.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import type { EventType } from '../wire-event.ts';
import { eventText } from './event-text.ts';

const SHAPES: Partial<Record<EventType, Shape>> = {
  'peer.started': 'joining',
  'peer.joined': 'healthy',
  'peer.left': 'joining',
  'peer.failed': 'failed',
  'rings.merged': 'healthy',
  'file.stored': 'replica',
  'file.replicated': 'replica',
  'repair.started': 'joining',
  'repair.finished': 'healthy',
  'chunk.rejected': 'failed',
  'gateway.gap': 'suspect',
};

/** One event: when, what kind, who saw it, what happened. */
export function FeedLine({ item, withPeer = true }: { item: FeedItem; withPeer?: boolean }) {
  const t = useText();
  const peers = useFleet((state) => state.peers);
  if (item.kind === 'resync') {
    return (
      <p className="flex h-7 items-center gap-2 px-4 sm:gap-3 text-xs">
        <Time timeMs={item.timeMs} />
        <MarkIcon shape="suspect" size={10} />
        {t.feed.resync}
      </p>
    );
  }
  const { event } = item;
  const peer = peers.get(event.peerId);
  const name = (id: string) => {
    const known = peers.get(id);
    return known === undefined ? id.slice(0, 8) : peerName(known);
  };
  const member = (id: string) => membersById(peers).get(id)?.name ?? id.slice(0, 8);
  const shape = SHAPES[event.type];
  const text = eventText(event, t, { peer: name, member });
  return (
    <p className="flex h-7 items-center gap-2 px-4 sm:gap-3 text-xs">
      <Time timeMs={event.timeMs} />
      <span className="w-2.5">{shape && <MarkIcon shape={shape} size={10} />}</span>
      {withPeer && (
        <PeerChip
          peerId={event.peerId}
          name={peer === undefined ? event.peerId.slice(0, 8) : peerName(peer)}
        />
      )}
      <bdi className="min-w-0 flex-1 truncate" title={text}>
        {text}
      </bdi>
    </p>
  );
}

/** On a narrow screen the milliseconds give way to what happened. */
function Time({ timeMs }: { timeMs: number }) {
  const [clock, ms] = formatClock(timeMs);
  return (
    <time className="font-mono whitespace-nowrap text-muted">
      {clock}
      <span className="max-sm:hidden">{ms}</span>
    </time>
  );
}

function PeerChip({ peerId, name }: { peerId: string; name: string }) {
  const { view } = useServices();
  return (
    <button
      type="button"
      className="h-6 w-14 sm:w-20 shrink-0 truncate text-left font-medium hover:underline"
      onClick={() => view.dispatch({ peer: peerId, tab: 'peers' })}
    >
      <bdi>{name}</bdi>
    </button>
  );
}
