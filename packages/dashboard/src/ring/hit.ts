import type { Point } from './angle.ts';

export interface Target extends Point {
  readonly id: string;
}

/** The nearest target within `reach` pixels of a point, or null. Targets are at least 24 px wide to hit. */
export function hit(targets: readonly Target[], point: Point, reach = 14): string | null {
  let best: string | null = null;
  let bestDistance = reach;
  for (const target of targets) {
    const distance = Math.hypot(target.x - point.x, target.y - point.y);
    if (distance <= bestDistance) {
      best = target.id;
      bestDistance = distance;
    }
  }
  return best;
}
