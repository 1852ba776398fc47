import { describe, expect, it } from 'vitest';
import { FACTOR_MAX, lookAt, panBy, WHOLE, zoomAt } from './zoom.ts';

const RADIUS = 200;

describe('standing closer to the ring', () => {
  it('keeps what is under the pointer where it is', () => {
    const top = { x: 0, y: -RADIUS };
    const zoom = zoomAt(WHOLE, 4, top, RADIUS);
    // The topmost point of the ring, seen from the middle of the box.
    expect([zoom.x, zoom.y - RADIUS * zoom.factor]).toEqual([0, -RADIUS]);
  });

  it('ends at the whole ring, and at the closest', () => {
    const close = zoomAt(WHOLE, 1000, { x: 0, y: -RADIUS }, RADIUS);
    expect(close.factor).toBe(FACTOR_MAX);
    expect(zoomAt(close, 0.0001, { x: 50, y: 50 }, RADIUS)).toEqual(WHOLE);
  });

  it('never loses the ring, however far it is dragged', () => {
    const zoom = panBy(zoomAt(WHOLE, 2, { x: 0, y: 0 }, RADIUS), 10_000, 0, RADIUS);
    expect(Math.hypot(zoom.x, zoom.y)).toBeLessThanOrEqual(RADIUS * 2 + 1e-9);
  });

  it('cannot be dragged while it is whole', () => {
    expect(panBy(WHOLE, 30, 30, RADIUS)).toBe(WHOLE);
  });

  it('brings a place into the middle', () => {
    const zoom = lookAt({ factor: 8, x: 3, y: 4 }, Math.PI / 2, RADIUS);
    expect(zoom.x + RADIUS * 8).toBeCloseTo(0);
    expect(zoom.y).toBeCloseTo(0);
    expect(lookAt(WHOLE, 1, RADIUS)).toBe(WHOLE);
  });
});
