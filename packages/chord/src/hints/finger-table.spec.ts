import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { identifier } from '../identifier.ts';
import { exponentBeyond, FingerTable } from './finger-table.ts';

const zero = identifier('0'.repeat(64));

describe('exponentBeyond', () => {
  it.each([
    ['1', 253],
    ['3', 254],
    ['8', 256],
    ['7', 255],
  ])('seen from 0, %s is passed by 2^%i first', (place, exponent) => {
    expect(exponentBeyond(zero, contactAt(place).memberId)).toBe(exponent);
  });
});

describe('FingerTable', () => {
  it('keeps distinct members, farthest first, and says what to look up next', () => {
    const fingers = new FingerTable(zero);
    expect(fingers.set(253, contactAt('3'))).toEqual({ next: 254, changed: true });
    expect(fingers.set(254, contactAt('5'))).toEqual({ next: 255, changed: true });
    expect(fingers.set(255, contactAt('9'))).toEqual({ next: 256, changed: true });
    expect(fingers.list().map(({ exponent }) => exponent)).toEqual([255, 254, 253]);
  });

  it('removes what a new finger covers', () => {
    const fingers = new FingerTable(zero);
    fingers.set(253, contactAt('3'));
    fingers.set(254, contactAt('5'));
    expect(fingers.set(253, contactAt('6'))).toEqual({ next: 255, changed: true });
    expect(fingers.list()).toEqual([{ exponent: 253, contact: contactAt('6') }]);
  });

  it('takes a later life of the same finger, without calling it a change', () => {
    const fingers = new FingerTable(zero);
    fingers.set(253, contactAt('3'));
    expect(fingers.set(253, contactAt('3', 'elsewhere', 2)).changed).toBe(false);
    expect(fingers.get(253)?.address).toBe('elsewhere');
  });

  it('removes a member, or only one life of it', () => {
    const fingers = new FingerTable(zero);
    fingers.set(253, contactAt('3'));
    expect(fingers.removeContact(contactAt('3', 'elsewhere', 2))).toBe(false);
    expect(fingers.removeContact(contactAt('3'))).toBe(true);
    fingers.set(253, contactAt('3'));
    fingers.remove(contactAt('3').memberId);
    expect(fingers.list()).toEqual([]);
  });
});
