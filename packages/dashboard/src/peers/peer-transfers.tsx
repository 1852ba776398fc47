'use client';
import type { PeerTransfer } from '../model/fleet-state.ts';
import { formatBytes, shortId } from '../text/format.ts';
import { Progress } from '../ui/progress.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';

const SHOWN = 6;

/** Bytes that this peer moves now or moved lately. */
export function PeerTransfers({ peerId }: { peerId: string }) {
  const t = useText();
  const transfers = useFleet((state) => state.transfers);
  const own = [...transfers.values()]
    .filter((one) => one.peerId === peerId)
    .slice(-SHOWN)
    .reverse();
  return (
    <Section title={t.peer.transfers}>
      {own.length === 0 ? (
        <p className="text-muted">{t.peer.noTransfers}</p>
      ) : (
        <TransferList transfers={own} />
      )}
    </Section>
  );
}

/** `about` says what the reader knows already: under a peer the file is named, under a file the peer. */
export function TransferList({
  transfers,
  about = 'file',
}: {
  transfers: readonly PeerTransfer[];
  about?: 'file' | 'peer';
}) {
  return (
    <ul className="space-y-2">
      {transfers.map((one) => (
        <TransferRow key={`${one.peerId}/${one.transfer.transferId}`} one={one} about={about} />
      ))}
    </ul>
  );
}

function TransferRow({ one, about }: { one: PeerTransfer; about: 'file' | 'peer' }) {
  const t = useText();
  const peer = useFleet((state) => state.peers.get(one.peerId));
  const { kind, name, fileId, size, moved, state, sources } = one.transfer;
  const subject =
    about === 'file' ? name || shortId(fileId) : t.transfer.at(peer?.name || shortId(one.peerId));
  const running = state === 'running';
  const status =
    running && size !== null ? `${formatBytes(moved)} / ${formatBytes(size)}` : t.transfer.states[state];
  const kindName = t.transfer.kinds[kind] ?? kind;
  return (
    <li>
      <p className="flex gap-2">
        <span className="text-muted">{kindName}</span>
        <bdi className="min-w-0 flex-1 truncate">{subject}</bdi>
        <span className="text-xs leading-5 text-muted">{status ?? state}</span>
      </p>
      {running && <Progress share={size ? moved / size : null} label={`${kindName} ${subject}`} />}
      <SourceBars sources={sources} moved={moved} />
    </li>
  );
}

function SourceBars({ sources, moved }: { sources: PeerTransfer['transfer']['sources']; moved: number }) {
  const peers = useFleet((state) => state.peers);
  if (sources.length < 2) return null;
  return (
    <ul className="mt-1 space-y-0.5">
      {sources.map((source) => (
        <li key={source.peerId} className="grid grid-cols-[80px_1fr_64px] items-center gap-2 text-xs">
          <bdi className="truncate text-muted">
            {peers.get(source.peerId)?.name || source.peerId.slice(0, 8)}
          </bdi>
          <Progress
            share={moved === 0 ? 0 : source.moved / moved}
            label={peers.get(source.peerId)?.name ?? source.peerId}
          />
          <span className="text-right">{formatBytes(source.moved)}</span>
        </li>
      ))}
    </ul>
  );
}
