import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelRequest, type PlacedLabel, placeLabels } from './labels.ts';

const room = { radius: 300, halfHeight: 330, lineHeight: 18 };
const at = (id: string, degrees: number, priority = 0): LabelRequest => ({
  id,
  angle: (degrees * Math.PI) / 180,
  priority,
});

function overlaps(labels: readonly PlacedLabel[]): number {
  let found = 0;
  for (const [i, a] of labels.entries())
    for (const b of labels.slice(i + 1))
      if (a.side === b.side && Math.abs(a.y - b.y) < room.lineHeight - 1e-6) found++;
  return found;
}

describe('labels around the ring', () => {
  it('stand beside their member when there is room', () => {
    const [label] = placeLabels([at('a', 90)], room);
    expect(label).toMatchObject({ id: 'a', side: 'right', moved: false });
    expect(label!.x).toBeCloseTo(300);
    expect(label!.y).toBeCloseTo(0);
  });

  it('are pushed apart where two members are close, both by half', () => {
    const [a, b] = placeLabels([at('a', 89.9), at('b', 90.1)], room);
    expect(b!.y - a!.y).toBeCloseTo(18);
    expect(a!.y + b!.y).toBeCloseTo(0);
  });

  it('40 peers anywhere never overlap and all stay', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 359.9, noNaN: true }), { minLength: 1, maxLength: 36 }),
        (degrees) => {
          const labels = placeLabels(
            degrees.map((d, i) => at(`p${i}`, d)),
            room,
          );
          expect(labels).toHaveLength(degrees.length);
          expect(overlaps(labels)).toBe(0);
          for (const label of labels) expect(Math.abs(label.y)).toBeLessThanOrEqual(room.halfHeight);
        },
      ),
    );
  });

  it('leave the least important out when a side is full', () => {
    const many = Array.from({ length: 60 }, (_, i) => at(`p${i}`, 1 + i * 2.9, i));
    const labels = placeLabels(many, room);
    expect(labels).toHaveLength(36);
    expect(labels.map((label) => label.id)).not.toContain('p0');
    expect(labels.map((label) => label.id)).toContain('p59');
    expect(overlaps(labels)).toBe(0);
  });

  it('are none when there is no room at all', () => {
    expect(placeLabels([at('a', 90)], { ...room, halfHeight: 0 })).toEqual([]);
  });
});
