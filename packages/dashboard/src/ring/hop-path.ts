// The way of a pointer or a hop across the ring. Chord only ever moves clockwise, so a path is drawn clockwise too,
// and it dives deeper the farther it reaches; it never enters the disc in the middle, where the health is written.
import { type Point, polar, sweep } from './angle.ts';

/** How deep the longest reach dives, as a share of the radius. */
const DEPTH_MAX = 0.46;
const RADIANS_PER_STEP = 0.12;

/** Points of the way from `from` clockwise to `to` (radians), on a ring of this radius; at least 9 of them. */
export function hopPath(from: number, to: number, radius: number): Point[] {
  const reach = sweep(from, to);
  const depth = DEPTH_MAX * radius * Math.min(1, reach / Math.PI) ** 0.7;
  const steps = Math.max(8, Math.ceil(reach / RADIANS_PER_STEP));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    return polar(from + reach * t, radius - depth * Math.sin(Math.PI * t) ** 0.8);
  });
}

/** The part of a path that is drawn when a share `t` (0 to 1) of its length has been gone. */
export function partOfPath(points: readonly Point[], t: number): Point[] {
  if (t >= 1 || points.length < 2) return [...points];
  const lengths = points.slice(1).map((p, i) => Math.hypot(p.x - points[i]!.x, p.y - points[i]!.y));
  let left = Math.max(0, t) * lengths.reduce((sum, length) => sum + length, 0);
  const part = [points[0]!];
  for (const [i, length] of lengths.entries()) {
    const a = points[i]!;
    const b = points[i + 1]!;
    if (left <= length) {
      const share = length === 0 ? 0 : left / length;
      part.push({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
      return part;
    }
    part.push(b);
    left -= length;
  }
  return part;
}

/** The middle of a path by length, where its label stands. */
export function middleOfPath(points: readonly Point[]): Point {
  return partOfPath(points, 0.5).at(-1) ?? { x: 0, y: 0 };
}
