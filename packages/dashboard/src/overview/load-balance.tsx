'use client';
import { type Load, type LoadKind, loadOf } from '../model/load.ts';
import { formatBytes } from '../text/format.ts';
import { Section } from '../ui/section.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';

/** More bars than this would be thinner than a pixel; then every n-th is drawn. */
const BARS_MAX = 88;

/** Keys and bytes of each peer against an equal share. */
export function LoadBalance() {
  const t = useText();
  const peers = useFleet((state) => state.peers);
  const keys = loadOf(peers.values(), 'keys');
  const bytes = loadOf(peers.values(), 'bytes');
  if (keys.peers.length === 0) return null;
  return (
    <Section title={t.overview.load} aside={<span className="hint">{t.overview.loadHint}</span>}>
      <div className="space-y-3">
        <Bars kind="keys" load={keys} words={(n) => t.overview.records(Math.round(n))} />
        <Bars kind="bytes" load={bytes} words={formatBytes} />
      </div>
    </Section>
  );
}

function Bars({ kind, load, words }: { kind: LoadKind; load: Load; words: (value: number) => string }) {
  const t = useText();
  const { hover, view, fleet } = useServices();
  const step = Math.max(1, Math.ceil(load.peers.length / BARS_MAX));
  const shown = load.peers.filter((_, i) => i % step === 0);
  const top = Math.max(load.max, load.ideal * 1.2, 1);
  const sum =
    load.max === 0 ? t.overview.loadNone : t.overview.loadSum(words(load.ideal), load.max / load.ideal);
  const memberOf = (peerId: string) => fleet.getState().peers.get(peerId)?.members[0]?.memberId ?? null;
  return (
    <figure>
      <figcaption className="mb-1 flex justify-between gap-2 text-xs">
        <span className="font-medium">{kind === 'keys' ? t.overview.keys : t.overview.bytesHeld}</span>
        <span className="text-muted">{sum}</span>
      </figcaption>
      <div className="relative flex h-11 items-end gap-px border-b border-line" aria-hidden="true">
        {shown.map(({ peerId, name, value }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the table of peers says and does the same.
          // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
          <div
            key={peerId}
            title={`${name}: ${words(value)}`}
            className="group flex h-full min-w-0 flex-1 cursor-pointer items-end"
            onPointerEnter={() => hover.dispatch(memberOf(peerId))}
            onPointerLeave={() => hover.dispatch(null)}
            onClick={() => view.dispatch({ tab: 'peers', peer: peerId })}
          >
            <div
              className="w-full rounded-t-[2px] bg-line-strong transition-[height] duration-[320ms] group-hover:bg-accent"
              style={{ height: `${Math.max(value > 0 ? 3 : 0, (value / top) * 100)}%` }}
            />
          </div>
        ))}
        <div
          className="pointer-events-none absolute inset-x-0 border-t border-dashed border-accent"
          style={{ bottom: `${(load.ideal / top) * 100}%` }}
        />
      </div>
    </figure>
  );
}
