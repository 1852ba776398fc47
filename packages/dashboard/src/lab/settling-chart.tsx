import { line } from 'd3';
import type { LabStrings } from '../text/en-lab.ts';
import type { LabModel } from './lab-model.ts';

const WIDTH = 336;
const HEIGHT = 96;
const BOTTOM = 18;

/** How many members are out of place, as virtual time goes by. */
export function SettlingChart({ history, t }: { history: LabModel['history']; t: LabStrings }) {
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined || last.nowMs === first.nowMs)
    return <p className="hint">{t.settlingNone}</p>;
  const top = Math.max(1, ...history.map(({ misplaced }) => misplaced));
  const x = (nowMs: number) => ((nowMs - first.nowMs) / (last.nowMs - first.nowMs)) * WIDTH;
  const y = (n: number) => HEIGHT - BOTTOM - (n / top) * (HEIGHT - BOTTOM - 14);
  const path = line<LabModel['history'][number]>(
    ({ nowMs }) => x(nowMs),
    ({ misplaced }) => y(misplaced),
  )([...history]);
  const seconds = (nowMs: number) => `${(nowMs / 1000).toFixed(0)} s`;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" role="img" aria-label={t.settling}>
      <line x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} stroke="var(--line)" />
      <path d={path ?? ''} fill="none" stroke="var(--joining)" strokeWidth="2" strokeLinejoin="round" />
      <text x="0" y="11" fontSize="12" fill="var(--muted)">
        {top}
      </text>
      <text x="0" y={HEIGHT - 3} fontSize="12" fill="var(--muted)">
        {seconds(first.nowMs)}
      </text>
      <text x={WIDTH} y={HEIGHT - 3} fontSize="12" textAnchor="end" fill="var(--muted)">
        {seconds(last.nowMs)}
      </text>
    </svg>
  );
}
