import { describe, expect, it } from 'vitest';
import { polar } from './angle.ts';
import { hopPath, middleOfPath, partOfPath } from './hop-path.ts';

const length = (points: readonly { x: number; y: number }[]) =>
  points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p.x - points[i]!.x, p.y - points[i]!.y), 0);

describe('the path of a hop', () => {
  it('starts and ends on the ring', () => {
    const path = hopPath(1, 2.5, 100);
    expect(path[0]).toEqual(polar(1, 100));
    expect(path.at(-1)!.x).toBeCloseTo(polar(2.5, 100).x);
    expect(path.at(-1)!.y).toBeCloseTo(polar(2.5, 100).y);
  });

  it('goes clockwise across zero', () => {
    const path = hopPath((350 / 180) * Math.PI, (10 / 180) * Math.PI, 100);
    const top = middleOfPath(path);
    expect(Math.abs(top.x)).toBeLessThan(1);
    expect(top.y).toBeLessThan(-80);
  });

  it.each([0.01, 0.5, Math.PI, 5, 2 * Math.PI])(
    'leaves the middle free when it reaches %d radians',
    (reach) => {
      const nearest = Math.min(...hopPath(0, reach, 100).map((p) => Math.hypot(p.x, p.y)));
      expect(nearest).toBeGreaterThanOrEqual(53.9);
    },
  );

  it('dives deeper the farther it reaches', () => {
    const depth = (reach: number) =>
      Math.hypot(middleOfPath(hopPath(0, reach, 100)).x, middleOfPath(hopPath(0, reach, 100)).y);
    expect(depth(3)).toBeLessThan(depth(1));
    expect(depth(1)).toBeLessThan(depth(0.2));
  });
});

describe('a part of a path', () => {
  const path = hopPath(0, 2, 100);

  it('is as long as the share says', () => {
    expect(length(partOfPath(path, 0.25))).toBeCloseTo(length(path) / 4);
  });

  it('is everything at the end and a point at the start', () => {
    expect(partOfPath(path, 1)).toEqual(path);
    expect(length(partOfPath(path, 0))).toBe(0);
  });

  it('survives a path without length', () => {
    expect(
      partOfPath(
        [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
        0.5,
      ).at(-1),
    ).toEqual({ x: 1, y: 1 });
  });
});
