import type { Mark } from '../../model/members.ts';

/** The shape that says the state without colour: disc, ring, triangle, cross; a diamond is a copy of a file. */
export type Shape = Mark | 'replica';

/** Adds the outline of a shape of half-width `r` to the current path. Rings and crosses are stroked, the rest filled. */
export function traceShape(
  context: CanvasRenderingContext2D,
  shape: Shape,
  x: number,
  y: number,
  r: number,
): void {
  context.beginPath();
  switch (shape) {
    case 'healthy':
    case 'joining':
      context.arc(x, y, shape === 'joining' ? r * 0.85 : r, 0, 2 * Math.PI);
      break;
    case 'suspect':
      context.moveTo(x, y - r * 1.15);
      context.lineTo(x + r * 1.1, y + r * 0.85);
      context.lineTo(x - r * 1.1, y + r * 0.85);
      context.closePath();
      break;
    case 'failed':
      context.moveTo(x - r * 0.85, y - r * 0.85);
      context.lineTo(x + r * 0.85, y + r * 0.85);
      context.moveTo(x + r * 0.85, y - r * 0.85);
      context.lineTo(x - r * 0.85, y + r * 0.85);
      break;
    case 'replica':
      context.moveTo(x, y - r * 1.25);
      context.lineTo(x + r * 1.25, y);
      context.lineTo(x, y + r * 1.25);
      context.lineTo(x - r * 1.25, y);
      context.closePath();
      break;
  }
}

export function isStroked(shape: Shape): boolean {
  return shape === 'joining' || shape === 'failed';
}
