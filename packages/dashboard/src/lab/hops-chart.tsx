import { line } from 'd3';
import type { LabStrings } from '../text/en-lab.ts';
import type { HopsPoint } from './lab-protocol.ts';
import { MEASURED_SIZES } from './measured-sizes.ts';

const WIDTH = 336;
const HEIGHT = 190;
const LEFT = 28;
const BOTTOM = 24;
const TOP = 10;

/** Mean hops of lookups against the size of the ring, beside the paper's line. */
export function HopsChart({ points, t }: { points: readonly HopsPoint[]; t: LabStrings }) {
  const sizes = MEASURED_SIZES;
  const first = Math.log2(sizes[0]);
  const last = Math.log2(sizes.at(-1)!);
  const top = Math.max(6, ...points.map(({ p99 }) => p99));
  const x = (members: number) =>
    LEFT + 10 + ((Math.log2(members) - first) / (last - first)) * (WIDTH - LEFT - 24);
  const y = (hops: number) => HEIGHT - BOTTOM - (hops / top) * (HEIGHT - BOTTOM - TOP);
  const paper = (members: number) => Math.log2(members) / 2;
  const ticks = Array.from({ length: Math.floor(top / 2) + 1 }, (_, i) => i * 2);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" role="img" aria-label={t.hops}>
      {ticks.map((hops) => (
        <g key={hops}>
          <line x1={LEFT} x2={WIDTH} y1={y(hops)} y2={y(hops)} stroke="var(--line)" />
          <text x={LEFT - 8} y={y(hops) + 4} textAnchor="end" fontSize="12" fill="var(--muted)">
            {hops}
          </text>
        </g>
      ))}
      {sizes.map((members) => (
        <text
          key={members}
          x={x(members)}
          y={HEIGHT - 6}
          textAnchor="middle"
          fontSize="12"
          fill="var(--muted)"
        >
          {members}
        </text>
      ))}
      <path
        d={line<number>(x, (members) => y(paper(members)))([...sizes]) ?? ''}
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="2"
        strokeDasharray="5 4"
      />
      {points.map((point) => (
        <g key={point.members}>
          <title>{t.point(point.members, point.mean.toFixed(2), paper(point.members).toFixed(2))}</title>
          <line
            x1={x(point.members)}
            x2={x(point.members)}
            y1={y(0)}
            y2={y(point.p99)}
            stroke="var(--accent)"
            strokeWidth="5"
            opacity="0.25"
          />
          <circle cx={x(point.members)} cy={y(point.mean)} r="4.500" fill="var(--accent)" />
        </g>
      ))}
    </svg>
  );
}
