'use client';
import { formatBytes, formatRate } from '../text/format.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Progress } from '../ui/progress.tsx';
import { useFleet, useText } from '../use-services.tsx';
import type { TransferSourceView, TransferView } from '../wire-event.ts';
import { sourceShade } from './source-shade.ts';

/** Who gives or takes how much, each with a bar; one that was given up says why. */
export function SourceBars({ transfer }: { transfer: TransferView }) {
  const t = useText();
  const most = Math.max(1, ...transfer.sources.map(({ moved }) => moved));
  if (transfer.sources.length === 0) return null;
  return (
    <ul aria-label={t.transfer.sources(transfer.kind)} className="mt-1.5 space-y-1">
      {transfer.sources.map((source, i) => (
        <Source key={source.peerId} source={source} place={i} most={most} />
      ))}
    </ul>
  );
}

function Source({ source, place, most }: { source: TransferSourceView; place: number; most: number }) {
  const t = useText();
  const peer = useFleet((state) => state.peers.get(source.peerId));
  const name = peer?.name || source.peerId.slice(0, 8);
  const { state, moved, bytesPerSecond, error } = source;
  const words = state === 'dropped' ? t.transfer.dropped(error) : '';
  return (
    <li
      className="grid grid-cols-[12px_76px_1fr_auto] items-center gap-2 text-xs"
      title={words || (state === 'durable' ? t.transfer.durable : undefined)}
    >
      <SourceMark state={state} place={place} />
      <bdi className={`truncate ${state === 'dropped' ? 'text-muted line-through' : ''}`}>{name}</bdi>
      {words === '' ? (
        <Progress share={moved / most} label={name} />
      ) : (
        <span className="truncate text-muted">{words}</span>
      )}
      <span className="min-w-28 text-right whitespace-nowrap text-muted">
        {formatBytes(moved)}
        {bytesPerSecond > 0 && ` · ${formatRate(bytesPerSecond)}`}
      </span>
    </li>
  );
}

function SourceMark({ state, place }: { state: string; place: number }) {
  const t = useText();
  if (state === 'dropped') return <MarkIcon shape="failed" size={10} />;
  if (state === 'durable') return <MarkIcon shape="replica" size={10} label={t.transfer.durable} />;
  return (
    <span
      className="size-2 justify-self-center rounded-[2px] bg-accent"
      style={{ opacity: sourceShade(place) }}
    />
  );
}
