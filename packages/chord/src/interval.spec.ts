import { describe, expect, it } from 'vitest';
import { contactAt } from '../test/support/contact-at.ts';
import { between, inHalfOpen } from './interval.ts';

const id = (place: string) => contactAt(place).memberId;

describe('intervals on the circle', () => {
  it.each([
    // a, x, c, in (a, c), in (a, c]
    ['2', '4', '6', true, true],
    ['2', '2', '6', false, false],
    ['2', '6', '6', false, true],
    ['2', '8', '6', false, false],
    ['2', '1', '6', false, false],
    ['e', 'f', '3', true, true],
    ['e', '0', '3', true, true],
    ['e', '3', '3', false, true],
    ['e', '5', '3', false, false],
    ['e', 'e', '3', false, false],
    // a === c: the whole circle, open without a.
    ['5', '9', '5', true, true],
    ['5', '1', '5', true, true],
    ['5', '5', '5', false, true],
  ])('from %s: %s is before %s: open %s, half-open %s', (a, x, c, open, halfOpen) => {
    expect(between(id(a), id(x), id(c))).toBe(open);
    expect(inHalfOpen(id(a), id(x), id(c))).toBe(halfOpen);
  });
});
