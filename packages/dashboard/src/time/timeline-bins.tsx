import { type Bin, binMarks, type MarkKind } from './marks.ts';
import type { Tape } from './tape.ts';

const BINS = 180;
const HEIGHT = 28;
/** So many marks in one bin fill its height. */
const FULL = 24;
const ORDER: readonly MarkKind[] = ['file', 'ring', 'failed'];
const COLORS: Record<MarkKind, string> = {
  file: 'var(--replica)',
  ring: 'var(--joining)',
  failed: 'var(--failed)',
};

/** How much happened when: a bar for each few seconds, failures on top and at full height so that none is overlooked. */
export function TimelineBins({ tape, fromMs, untilMs }: { tape: Tape; fromMs: number; untilMs: number }) {
  const bins = binMarks(tape.marks, fromMs, untilMs, BINS);
  const known = Math.max(0, (tape.fromMs - fromMs) / Math.max(1, untilMs - fromMs));
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${BINS} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="absolute inset-x-0 top-0 h-7 w-full"
    >
      <rect x="0" y="0" width={BINS} height={HEIGHT} rx="1" fill="var(--surface)" />
      <line
        x1={Math.min(1, known) * BINS}
        x2={BINS}
        y1={HEIGHT - 0.5}
        y2={HEIGHT - 0.5}
        stroke="var(--line-strong)"
        vectorEffect="non-scaling-stroke"
      />
      {bins.map((bin, i) =>
        stack(bin).map(({ kind, y, height }) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place.
          <rect key={`${i}${kind}`} x={i + 0.12} y={y} width={0.76} height={height} fill={COLORS[kind]} />
        )),
      )}
    </svg>
  );
}

/** Heights grow with the root: one event is seen, a hundred do not hide the rest. */
function stack(bin: Bin): { kind: MarkKind; y: number; height: number }[] {
  const total = bin.file + bin.ring + bin.failed;
  if (total === 0) return [];
  const whole = Math.max(5, Math.min(1, Math.sqrt(total / FULL)) * HEIGHT);
  let bottom = HEIGHT;
  return ORDER.filter((kind) => bin[kind] > 0).map((kind) => {
    const height = kind === 'failed' ? Math.max(bottom - 2, 2) : (bin[kind] / total) * whole;
    bottom -= height;
    return { kind, y: Math.max(0, bottom), height };
  });
}
