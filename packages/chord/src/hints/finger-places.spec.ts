import { describe, expect, it } from 'vitest';
import { FingerPlaces } from './finger-places.ts';

describe('the places of fingers', () => {
  it.each([
    [2, 256],
    [8, 596],
    [16, 960],
  ])('in base %i are %i', (base, count) => {
    const places = new FingerPlaces(base);
    expect(places.count).toBe(count);
    expect(places.offset(count - 1)).toBeLessThan(1n << 256n);
    expect(places.offset(count)).toBeGreaterThanOrEqual(1n << 256n);
  });

  it.each([2, 4, 8, 16])('rise from slot to slot, and each reach ends before the next, base %i', (base) => {
    const places = new FingerPlaces(base);
    for (let slot = 0; slot < places.count; slot += 1) {
      expect(places.offset(slot)).toBeLessThan(places.offset(slot + 1));
      expect(places.slotBeyond(places.offset(slot))).toBe(slot + 1);
      expect(places.slotBeyond(places.offset(slot) - 1n)).toBe(slot);
    }
  });

  it('in base 8 are multiples of the powers of eight', () => {
    const places = new FingerPlaces(8);
    expect([0, 1, 6, 7, 8, 13].map((slot) => places.offset(slot))).toEqual([1n, 2n, 7n, 8n, 16n, 56n]);
  });

  it('know which members base 2 would have found too', () => {
    const places = new FingerPlaces(8);
    // 3 * 8 and a member at 31: no power of two between them; at 32 there is one.
    expect(places.powerOfTwo(9, 31n)).toEqual({ exponent: 4, classic: false });
    expect(places.powerOfTwo(9, 32n)).toEqual({ exponent: 5, classic: true });
    expect(places.powerOfTwo(7, 9n)).toEqual({ exponent: 3, classic: true });
  });

  it('exist in the bases of whole bits only', () => {
    expect(() => new FingerPlaces(10)).toThrow(RangeError);
  });
});
