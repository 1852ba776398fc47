import { area, line } from 'd3';

const WIDTH = 160;
const HEIGHT = 34;
const TOP = 3;

interface SparklineProps {
  /** Evenly spaced, the newest last; null: no value at that time. */
  readonly values: readonly (number | null)[];
  /** A second, quieter line on the same scale. */
  readonly above?: readonly (number | null)[];
  /** What it shows, for those who do not look at it. */
  readonly label: string;
}

/** A small line without axes, from zero to its own maximum. The figure beside it says how much that is. */
export function Sparkline({ values, above = [], label }: SparklineProps) {
  const top = Math.max(1e-9, ...values.map((v) => v ?? 0), ...above.map((v) => v ?? 0));
  const x = (i: number) => (i / Math.max(1, values.length - 1)) * WIDTH;
  const y = (v: number | null) => HEIGHT - 1 - ((v ?? 0) / top) * (HEIGHT - TOP - 1);
  const known = (v: number | null) => v !== null;
  const points = (of: readonly (number | null)[]) =>
    line<number | null>(
      (_, i) => x(i),
      (v) => y(v),
    ).defined(known)([...of]) ?? '';
  const filled =
    area<number | null>(
      (_, i) => x(i),
      HEIGHT,
      (v) => y(v),
    ).defined(known)([...values]) ?? '';
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block h-[34px] w-full overflow-visible"
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
      <path d={filled} fill="var(--accent)" opacity="0.14" />
      <path
        d={points(above)}
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="1.250"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={points(values)}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.500"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      <Dots values={values} x={x} y={y} />
    </svg>
  );
}

/** A value with no neighbour would be a line of no length: it gets a dash of its own. */
function Dots({
  values,
  x,
  y,
}: {
  values: readonly (number | null)[];
  x: (i: number) => number;
  y: (v: number) => number;
}) {
  const lonely = values.flatMap((v, i) =>
    v !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [{ v, i }] : [],
  );
  return lonely.map(({ v, i }) => (
    <line
      key={i}
      x1={x(i) - 0.8}
      x2={x(i) + 0.8}
      y1={y(v)}
      y2={y(v)}
      stroke="var(--accent)"
      strokeWidth="2.500"
      vectorEffect="non-scaling-stroke"
    />
  ));
}
