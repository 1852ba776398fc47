// How much room the ring takes in its box, and how big its marks are.

export interface RingLayout {
  readonly width: number;
  readonly height: number;
  readonly centerX: number;
  readonly centerY: number;
  readonly radius: number;
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

export function ringLayout(width: number, height: number, members = 0): RingLayout {
  const wide = width >= 720;
  const sides = wide ? 196 : width >= 480 ? 128 : 70;
  const radius = Math.max(40, Math.min(width / 2 - sides, height / 2 - 40));
  return {
    width,
    height,
    centerX: width / 2,
    centerY: height / 2,
    radius,
    labelRadius: radius + LABEL_GAP,
    labelWidth: Math.max(40, width / 2 - radius - LABEL_GAP - EDGE),
    labelLine: members > CROWDED ? 17 : 20,
  };
}

/** Half the width of a member's mark, pixels: smaller as the ring fills. */
export function markSize(members: number, radius: number): number {
  const share = (2 * Math.PI * radius) / Math.max(1, members);
  return Math.max(1.6, Math.min(radius < 160 ? 6 : 7, share / 7));
}
