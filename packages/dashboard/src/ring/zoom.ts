// How close the reader stands to the ring: a factor, and where the ring's centre lies from the middle of its box. Plain
// numbers; wheel, fingers, buttons and keys all come here.
import type { Point } from './angle.ts';

export interface Zoom {
  /** 1: the whole ring is seen. */
  readonly factor: number;
  /** The ring's centre from the middle of the box, pixels. */
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Zoom = { factor: 1, x: 0, y: 0 };
/** A thousand members stand 1.8 pixels apart on a ring of 560; 64 times closer, 110. */
export const FACTOR_MAX = 64;

/** Closer by `times`, so that what lies under `point` (from the middle of the box) stays under it. */
export function zoomAt(zoom: Zoom, times: number, point: Point, radius: number): Zoom {
  const factor = Math.min(FACTOR_MAX, Math.max(1, zoom.factor * times));
  const grown = factor / zoom.factor;
  return held(
    { factor, x: point.x + (zoom.x - point.x) * grown, y: point.y + (zoom.y - point.y) * grown },
    radius,
  );
}

export function panBy(zoom: Zoom, dx: number, dy: number, radius: number): Zoom {
  return zoom.factor === 1 ? zoom : held({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, radius);
}

/** As close as before, with this place of the ring (radians) in the middle of the box. */
export function lookAt(zoom: Zoom, angle: number, radius: number): Zoom {
  if (zoom.factor === 1) return zoom;
  const far = radius * zoom.factor;
  return { ...zoom, x: -Math.sin(angle) * far, y: Math.cos(angle) * far };
}

/** The ring's line never gets farther from the middle than its own radius, so that it is not lost. */
function held({ factor, x, y }: Zoom, radius: number): Zoom {
  if (factor === 1) return WHOLE;
  const far = Math.hypot(x, y);
  const limit = radius * factor;
  const share = far > limit ? limit / far : 1;
  return { factor, x: x * share, y: y * share };
}
