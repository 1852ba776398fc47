'use client';
import { markOf, peerName } from '../model/members.ts';
import { PeerControls } from '../operate/peer-controls.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { Notice } from '../ui/section.tsx';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';
import { PeerCommand } from './peer-command.tsx';
import { PeerEvents } from './peer-events.tsx';
import { PeerFacts } from './peer-facts.tsx';
import { PeerFiles } from './peer-files.tsx';
import { PeerPlaces } from './peer-places.tsx';
import { PeerTransfers } from './peer-transfers.tsx';

/** One peer: what the gateway hears of it, and what it answers when it is asked. */
export function PeerPanel({ peerId }: { peerId: string }) {
  const t = useText();
  const { view, peerDetails } = useServices();
  const peer = useFleet((state) => state.peers.get(peerId));
  const loaded = useFleet((state) => state.epoch !== '');
  const details = useStore(peerDetails.store);
  const shown = peer ?? details.value?.peer;
  const mark = shown === undefined ? 'joining' : markOf(shown);
  return (
    <article aria-label={shown === undefined ? peerId : peerName(shown)}>
      <header className="sticky top-0 z-10 flex items-center gap-2 border-b border-line bg-ground py-2 pr-3 pl-2">
        <IconButton icon="back" label={t.back} onClick={() => view.dispatch({ peer: null })} />
        <MarkIcon shape={mark} label={t.marks[mark]} size={14} />
        <h2 className="min-w-0 flex-1 truncate text-lg font-semibold tracking-tight">
          <bdi>{shown === undefined ? peerId.slice(0, 8) : peerName(shown)}</bdi>
        </h2>
        {shown !== undefined && (
          <span className="hint">{shown.suspect ? t.states.suspect : t.states[shown.state]}</span>
        )}
        <Button icon="route" onClick={() => view.dispatch({ tab: 'lookup' })}>
          {t.lookup.go}
        </Button>
      </header>
      {loaded && peer === undefined && <Notice tone="failed">{t.peer.gone}</Notice>}
      {shown !== undefined && shown.reason !== '' && (
        <Notice tone="failed">{t.peer.failedBecause(shown.reason)}</Notice>
      )}
      {details.status === 'failed' && shown?.reason === '' && <Notice>{t.peer.readFailed}</Notice>}
      {shown !== undefined && (
        <>
          <PeerControls peer={shown} />
          <PeerFacts peer={shown} />
          <PeerPlaces peer={shown} details={details} />
          <PeerTransfers peerId={peerId} />
          <PeerFiles peerId={peerId} />
          <PeerEvents peerId={peerId} />
          <PeerCommand peer={shown} />
        </>
      )}
    </article>
  );
}
