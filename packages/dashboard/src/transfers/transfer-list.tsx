'use client';
import type { PeerTransfer } from '../model/fleet-state.ts';
import { formatBytes, formatRate, formatSpan, shortId } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Progress } from '../ui/progress.tsx';
import { useFleet, useText } from '../use-services.tsx';
import type { TransferView } from '../wire-event.ts';
import { PiecesBar } from './pieces-bar.tsx';
import { SourceBars } from './source-bars.tsx';
import { TransferControls } from './transfer-controls.tsx';
import { type ShownState, shownState } from './transfer-state.ts';

type Text = ReturnType<typeof useText>;

/** `about` says what the reader knows already: under a peer the file is named, under a file the peer. */
export function TransferList({
  transfers,
  about = 'file',
}: {
  transfers: readonly PeerTransfer[];
  about?: 'file' | 'peer';
}) {
  const t = useText();
  return (
    <ul aria-label={t.peer.transfers} className="space-y-3">
      {transfers.map((one) => (
        <TransferRow key={`${one.peerId}/${one.transfer.transferId}`} one={one} about={about} />
      ))}
    </ul>
  );
}

function TransferRow({ one, about }: { one: PeerTransfer; about: 'file' | 'peer' }) {
  const t = useText();
  const peer = useFleet((state) => state.peers.get(one.peerId));
  const { transfer } = one;
  const state = shownState(one, peer?.state);
  const under = state === 'running' || state === 'paused';
  const at = t.transfer.at(peer?.name || shortId(one.peerId));
  const subject = about === 'file' ? plainText(transfer.name) || shortId(transfer.fileId) : at;
  const kind = t.transfer.kinds[transfer.kind] ?? transfer.kind;
  return (
    <li>
      <div className="flex min-h-6 items-center gap-1.5">
        <StateMark state={state} />
        <span className="text-muted">{kind}</span>
        <bdi className="min-w-0 flex-1 truncate font-medium" title={about === 'file' ? at : undefined}>
          {subject}
        </bdi>
        {under && (
          <TransferControls
            peerId={one.peerId}
            transferId={transfer.transferId}
            paused={state === 'paused'}
          />
        )}
      </div>
      {under && <HowFar transfer={transfer} label={`${kind} ${subject}`} />}
      <p className="hint mt-1">{statusText(transfer, state, t)}</p>
      {(under || transfer.sources.length > 1) && <SourceBars transfer={transfer} />}
    </li>
  );
}

function StateMark({ state }: { state: ShownState }) {
  const shape =
    state === 'done' ? 'healthy' : state === 'running' || state === 'paused' ? 'joining' : 'failed';
  return <MarkIcon shape={state === 'cancelled' ? 'suspect' : shape} size={10} />;
}

function HowFar({ transfer, label }: { transfer: TransferView; label: string }) {
  const { pieces, size, moved } = transfer;
  if (pieces !== null && pieces.runs.length > 0) return <PiecesBar pieces={pieces} label={label} />;
  return <Progress share={size ? moved / size : null} label={label} />;
}

function statusText(transfer: TransferView, state: ShownState, t: Text): string {
  const { size, moved, bytesPerSecond, secondsLeft, copies, copiesWanted } = transfer;
  const parts: string[] = [];
  if (state !== 'running') parts.push(t.transfer.states[state] ?? state);
  if (state === 'running' && size) parts.push(`${Math.floor((moved / size) * 100)} %`);
  parts.push(
    size === null || state === 'done' ? formatBytes(moved) : `${formatBytes(moved)} / ${formatBytes(size)}`,
  );
  if (state === 'running' && bytesPerSecond > 0) parts.push(formatRate(bytesPerSecond));
  if (state === 'running' && secondsLeft !== null) parts.push(t.files.eta(formatSpan(secondsLeft * 1000)));
  if (copiesWanted > 0) parts.push(t.transfer.copies(copies, copiesWanted));
  return parts.join(' · ');
}
