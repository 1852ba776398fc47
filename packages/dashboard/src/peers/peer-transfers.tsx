'use client';
import type { PeerTransfer } from '../model/fleet-state.ts';
import { formatBytes } from '../text/format.ts';
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

export function TransferList({ transfers }: { transfers: readonly PeerTransfer[] }) {
  const t = useText();
  return (
    <ul className="space-y-2">
      {transfers.map(({ peerId, transfer }) => (
        <li key={`${peerId}/${transfer.transferId}`}>
          <p className="flex gap-2">
            <span className="text-muted">{transfer.kind}</span>
            <bdi className="min-w-0 flex-1 truncate">{transfer.name || transfer.fileId.slice(0, 8)}</bdi>
            <span className="text-xs text-muted">
              {transfer.state === 'running' && transfer.size !== null
                ? `${formatBytes(transfer.moved)} / ${formatBytes(transfer.size)}`
                : transfer.state}
            </span>
          </p>
          {transfer.state === 'running' && (
            <Progress
              share={transfer.size ? transfer.moved / transfer.size : null}
              label={`${transfer.kind} ${transfer.name}`}
            />
          )}
          <SourceBars sources={transfer.sources} moved={transfer.moved} />
        </li>
      ))}
      {transfers.length === 0 && <li className="text-muted">{t.peer.noTransfers}</li>}
    </ul>
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
