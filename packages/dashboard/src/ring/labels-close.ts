// Names where the reader stands close to the ring: beside their member, outside the circle where there is room and
// inside where there is none. One that would lie on another is left out, the least important first.
import { type Point, polar } from './angle.ts';
import type { LabelRequest, PlacedLabel } from './labels.ts';
import { isInBox, type RingLayout } from './layout.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const GAP = 15;

export function placeLabelsClose(requests: readonly LabelRequest[], layout: RingLayout): PlacedLabel[] {
  const taken: Box[] = [];
  const placed: PlacedLabel[] = [];
  const wanted = [...requests].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  for (const request of wanted) {
    const at = polar(request.angle, layout.radius);
    if (!isInBox(at, layout)) continue;
    const label = choices(request, at).find((one) => fits(boxOf(one, layout), layout, taken));
    if (label === undefined) continue;
    taken.push(boxOf(label, layout));
    placed.push(label);
  }
  return placed;
}

/** Away from the centre first; then towards it. */
function choices({ id, angle }: LabelRequest, at: Point): PlacedLabel[] {
  const outward = Math.sin(angle) >= 0 ? 'right' : 'left';
  const inward = outward === 'right' ? 'left' : 'right';
  const lift = Math.cos(angle) * GAP * -0.9;
  const beside = (side: 'left' | 'right', up: number): PlacedLabel => ({
    id,
    x: at.x + (side === 'right' ? GAP : -GAP) * Math.max(0.35, Math.abs(Math.sin(angle))),
    y: at.y + up,
    side,
    moved: false,
  });
  return [beside(outward, lift), beside(inward, -lift)];
}

function boxOf({ x, y, side }: PlacedLabel, layout: RingLayout): Box {
  const width = layout.labelWidth;
  const half = layout.labelLine / 2;
  return {
    left: side === 'right' ? x : x - width,
    right: side === 'right' ? x + width : x,
    top: y - half,
    bottom: y + half,
  };
}

function fits(box: Box, layout: RingLayout, taken: readonly Box[]): boolean {
  const inside =
    isInBox({ x: box.left, y: box.top }, layout) && isInBox({ x: box.right, y: box.bottom }, layout);
  return (
    inside &&
    taken.every(
      (other) =>
        box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
    )
  );
}
