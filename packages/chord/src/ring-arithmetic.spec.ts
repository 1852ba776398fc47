import { describe, expect, it } from 'vitest';
import { contactAt } from '../test/support/contact-at.ts';
import { identifier } from './identifier.ts';
import { addPowerOfTwo, distance, shareOfCircle, toNumber } from './ring-arithmetic.ts';

const zero = identifier('0'.repeat(64));
const last = identifier('f'.repeat(64));
const id = (place: string) => contactAt(place).memberId;

describe('addPowerOfTwo', () => {
  it('adds, and comes round', () => {
    expect(addPowerOfTwo(zero, 0)).toBe(`${'0'.repeat(63)}1`);
    expect(addPowerOfTwo(zero, 255)).toBe(id('8'));
    expect(addPowerOfTwo(id('c'), 255)).toBe(id('4'));
    expect(addPowerOfTwo(last, 0)).toBe(zero);
  });

  it.each([-1, 256, 0.5, Number.NaN])('refuses the exponent %d', (exponent) => {
    expect(() => addPowerOfTwo(zero, exponent)).toThrow(RangeError);
  });
});

describe('distance', () => {
  it('is clockwise', () => {
    expect(distance(toNumber(id('4')), id('5'))).toBe(1n << 252n);
    expect(distance(toNumber(id('5')), id('4'))).toBe(15n << 252n);
    expect(distance(toNumber(last), zero)).toBe(1n);
    expect(distance(0n, zero)).toBe(0n);
  });
});

describe('shareOfCircle', () => {
  it('is the distance as a fraction', () => {
    expect(shareOfCircle(id('4'), id('8'))).toBe(0.25);
    expect(shareOfCircle(id('8'), id('4'))).toBe(0.75);
    expect(shareOfCircle(zero, zero)).toBe(0);
  });

  it('is about nothing for neighbours, and about everything the other way', () => {
    expect(shareOfCircle(zero, addPowerOfTwo(zero, 0))).toBe(0);
    expect(shareOfCircle(addPowerOfTwo(zero, 0), zero)).toBe(1);
  });
});
