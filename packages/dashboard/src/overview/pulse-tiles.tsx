'use client';
import { BUCKET_MS } from '../model/pulse.ts';
import { seriesOf, windowQuantile } from '../model/pulse-series.ts';
import { formatMs, formatRate } from '../text/format.ts';
import { useIsPast, useShownMs } from '../time/use-past.ts';
import { useFleet, useServices, useText } from '../use-services.tsx';
import { Sparkline } from './sparkline.tsx';

const SHOWN = 90;
const WINDOW_MS = SHOWN * BUCKET_MS;

/** Lookups, hops, latency and bytes of the last three minutes. */
export function PulseTiles() {
  const t = useText();
  useFleet((state) => state.pulse);
  const { timeline } = useServices();
  const untilMs = useShownMs(BUCKET_MS) ?? 0;
  const tape = timeline.tape();
  // The tape knows what was before this page was opened. A moment that is not its newest is played from the last state
  // that was kept, which is nothing to do in every frame.
  const { pulse } = useIsPast() ? tape.stateAt(untilMs) : tape.newest;
  const series = seriesOf(pulse, untilMs, SHOWN);
  const q = (of: 'hops' | 'ms', share: number) => windowQuantile(pulse, untilMs, WINDOW_MS, of, share);
  // The newest bucket is still filling: its rate would always look like a fall.
  const rate = (values: readonly number[]) => Math.max(values.at(-1) ?? 0, values.at(-2) ?? 0);
  const hops = q('hops', 0.5);
  const ms = q('ms', 0.5);
  return (
    <section aria-label={t.overview.pulse} className="grid grid-cols-2 border-b border-line">
      <Tile
        name={t.overview.lookups}
        value={rate(series.lookups).toLocaleString(t.code, { maximumFractionDigits: 1 })}
        unit="/s"
      >
        <Sparkline values={series.lookups} label={t.overview.lookupsChart} />
      </Tile>
      <Tile name={t.overview.bytes} value={formatRate(rate(series.bytes))}>
        <Sparkline values={series.bytes} label={t.overview.bytesChart} />
      </Tile>
      <Tile
        name={t.overview.hops}
        value={hops === null ? '–' : String(hops)}
        aside={p95(q('hops', 0.95), String)}
      >
        <Sparkline values={series.hopsP50} above={series.hopsP95} label={t.overview.hopsChart} />
      </Tile>
      <Tile
        name={t.overview.latency}
        value={ms === null ? '–' : formatMs(ms)}
        aside={p95(q('ms', 0.95), formatMs)}
      >
        <Sparkline values={series.msP50} above={series.msP95} label={t.overview.latencyChart} />
      </Tile>
    </section>
  );
}

function p95(value: number | null, words: (value: number) => string): string {
  return value === null ? '' : `p95 ${words(value)}`;
}

function Tile({
  name,
  value,
  unit = '',
  aside = '',
  children,
}: {
  name: string;
  value: string;
  unit?: string;
  aside?: string;
  children: React.ReactNode;
}) {
  return (
    <div className="border-line px-4 pt-2.5 pb-3 nth-[-n+2]:border-b odd:border-r">
      <p className="label">{name}</p>
      <p className="mt-0.5 mb-1.5 flex items-baseline gap-1.5">
        <span className="text-lg font-semibold tracking-tight whitespace-nowrap">
          {value}
          {unit !== '' && <span className="text-xs font-normal text-muted"> {unit}</span>}
        </span>
        <span className="ml-auto text-xs whitespace-nowrap text-muted">{aside}</span>
      </p>
      {children}
    </div>
  );
}
