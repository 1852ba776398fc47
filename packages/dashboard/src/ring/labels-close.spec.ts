import { describe, expect, it } from 'vitest';
import { placeLabelsClose } from './labels-close.ts';
import { isDense, ringLayout, seenArc } from './layout.ts';
import { lookAt } from './zoom.ts';

/** A box of 1000 by 600 pixels, 20 times closer, with a quarter past twelve in its middle. */
const layout = ringLayout(1000, 600, 8, lookAt({ factor: 20, x: 0, y: 0 }, Math.PI / 2, 266));
const request = (id: string, angle: number, priority = 0) => ({ id, angle, priority });

describe('names close to the ring', () => {
  it('stand beside the members that are seen, and beside no other', () => {
    const placed = placeLabelsClose([request('a', Math.PI / 2), request('far', 0)], layout);
    expect(placed.map(({ id }) => id)).toEqual(['a']);
    expect(placed[0]?.side).toBe('right');
  });

  it('never lie on each other: the more important one stays', () => {
    const close = [0, 1, 2, 3, 4, 5].map((i) => request(`m${i}`, Math.PI / 2 + i * 0.0005, i));
    const placed = placeLabelsClose(close, layout);
    expect(placed[0]?.id).toBe('m5');
    expect(placed.length).toBeLessThan(6);
    for (const a of placed)
      for (const b of placed)
        if (a !== b && a.side === b.side)
          expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(layout.labelLine);
  });

  it('turn inwards where the box ends', () => {
    const edge = ringLayout(1000, 600, 8, { factor: 20, x: -4_900, y: 0 });
    const [label] = placeLabelsClose([request('a', Math.PI / 2)], edge);
    expect(label?.side).toBe('left');
  });
});

describe('the stretch that is seen', () => {
  it('is a small arc around the middle', () => {
    const seen = seenArc(layout)!;
    expect((seen.from + seen.to) / 2).toBeCloseTo(Math.PI / 2, 1);
    expect(seen.to - seen.from).toBeLessThan(0.2);
  });

  it('is not spoken of while the whole ring is seen', () => {
    expect(seenArc(ringLayout(1000, 600))).toBeNull();
  });

  it('decides whether members are marks or strokes', () => {
    expect([isDense(1_000, 280), isDense(1_000, 280 * 16), isDense(8, 280)]).toEqual([true, false, false]);
  });
});
