'use client';
import { formatBytes, formatSpan } from '../text/format.ts';
import { useShownMs } from '../time/use-past.ts';
import { CopyButton, FullId } from '../ui/copyable.tsx';
import { Facts } from '../ui/section.tsx';
import { useText } from '../use-services.tsx';
import type { PeerView } from '../wire.ts';

export function PeerFacts({ peer }: { peer: PeerView }) {
  const t = useText();
  const { holdings } = peer;
  const number = (n: number | undefined) => (n === undefined ? '–' : n.toLocaleString(t.code));
  return (
    <div className="space-y-3 px-4 py-3">
      <dl className="grid grid-cols-4 overflow-hidden rounded-lg border border-line">
        <Count name={t.peer.copies} value={number(holdings?.files)} />
        <Count name={t.peer.bytes} value={holdings === null ? '–' : formatBytes(holdings.bytes)} />
        <Count name={t.peer.entries} value={number(holdings?.entries)} />
        <Count name={t.peer.records} value={number(holdings?.records)} />
      </dl>
      <Facts
        facts={[
          [t.peer.id, <FullId key="id" id={peer.peerId} what={t.peer.id} />],
          [t.peer.address, <Address key="address" text={peer.address} what={t.peer.address} />],
          [t.peer.api, peer.api === '' ? '–' : <Address key="api" text={peer.api} what={t.peer.api} />],
          [t.peer.version, peer.version || t.peer.unknown],
          ...(peer.zone === '' ? [] : [[t.peer.zone, peer.zone] as const]),
          [
            t.peer.uptime,
            <Uptime key="uptime" startedAtMs={peer.startedAtMs} failed={peer.state === 'failed'} />,
          ],
          [t.peer.memory, peer.residentBytes === null ? t.peer.unknown : formatBytes(peer.residentBytes)],
          [t.peer.process, peer.pid ?? t.peer.unknown],
          [t.peer.events, peer.events || t.peer.unknown],
        ]}
      />
    </div>
  );
}

function Count({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-col-reverse border-l border-line px-2 py-1.5 text-center first:border-l-0">
      <dt className="hint">{name}</dt>
      <dd className="text-base font-semibold whitespace-nowrap">{value}</dd>
    </div>
  );
}

function Address({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 flex-1 truncate font-mono text-xs">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

function Uptime({ startedAtMs, failed }: { startedAtMs: number | null; failed: boolean }) {
  const t = useText();
  const nowMs = useShownMs(1_000);
  if (startedAtMs === null || failed || nowMs === null) return t.peer.unknown;
  return formatSpan(nowMs - startedAtMs);
}
