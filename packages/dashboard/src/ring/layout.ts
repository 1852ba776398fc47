// How much room the ring takes in its box, and how big its marks are.
import { type Point, polar } from './angle.ts';
import { WHOLE, type Zoom } from './zoom.ts';

export interface RingLayout {
  readonly width: number;
  readonly height: number;
  /** Where the ring's centre lies in the box; outside of it when the reader stands close. */
  readonly centerX: number;
  readonly centerY: number;
  readonly radius: number;
  /** 1: the whole ring is seen. */
  readonly zoom: number;
  /** Distance of the labels from the centre. */
  readonly labelRadius: number;
  /** Pixels that a label may use beside the ring. */
  readonly labelWidth: number;
  readonly labelLine: number;
}

const LABEL_GAP = 23;
const EDGE = 12;
/** Above this many members the labels stand closer. */
const CROWDED = 24;
/** What a label needs where the reader stands close and there are no sides of the ring. */
const CLOSE_LABEL_WIDTH = 190;

/** The radius of the whole ring in a box. */
export function wholeRadius(width: number, height: number): number {
  const sides = width >= 720 ? 196 : width >= 480 ? 128 : 70;
  return Math.max(40, Math.min(width / 2 - sides, height / 2 - 34));
}

export function ringLayout(width: number, height: number, members = 0, zoom: Zoom = WHOLE): RingLayout {
  const whole = wholeRadius(width, height);
  const radius = whole * zoom.factor;
  return {
    width,
    height,
    centerX: width / 2 + zoom.x,
    centerY: height / 2 + zoom.y,
    radius,
    zoom: zoom.factor,
    labelRadius: radius + LABEL_GAP,
    labelWidth: zoom.factor > 1 ? CLOSE_LABEL_WIDTH : Math.max(40, width / 2 - whole - LABEL_GAP - EDGE),
    labelLine: members > CROWDED ? 17 : 20,
  };
}

/** Half the width of a member's mark, pixels: smaller as the ring fills. */
export function markSize(members: number, radius: number): number {
  return Math.max(1.6, Math.min(radius < 160 ? 6 : 7, apart(members, radius) / 5));
}

/** Whether members stand so close that only strokes can tell them apart. */
export function isDense(members: number, radius: number): boolean {
  return apart(members, radius) < 9;
}

/** Pixels between two neighbours, were they evenly spread. */
function apart(members: number, radius: number): number {
  return (2 * Math.PI * radius) / Math.max(1, members);
}

/** Whether a point (from the centre) lies in the box, with some pixels around it. */
export function isInBox({ x, y }: Point, layout: RingLayout, around = 0): boolean {
  const left = x + layout.centerX;
  const top = y + layout.centerY;
  return left >= -around && left <= layout.width + around && top >= -around && top <= layout.height + around;
}

/** The stretch of the ring that is seen, radians, clockwise from `from`; null: all of it, or none. */
export function seenArc(layout: RingLayout): { from: number; to: number } | null {
  if (layout.zoom === 1) return null;
  const steps = 720;
  const seen = Array.from({ length: steps }, (_, i) =>
    isInBox(polar((i / steps) * 2 * Math.PI, layout.radius), layout),
  );
  const start = seen.findIndex((is, i) => is && !seen[(i - 1 + steps) % steps]);
  if (start === -1) return null;
  let length = 1;
  while (length < steps && seen[(start + length) % steps]) length += 1;
  return { from: (start / steps) * 2 * Math.PI, to: ((start + length) / steps) * 2 * Math.PI };
}
