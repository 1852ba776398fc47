import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { identifier } from '../identifier.ts';
import { FingerTable } from './finger-table.ts';

const zero = identifier('0'.repeat(64));

describe('FingerTable', () => {
  it('keeps distinct members, farthest first, and says what to look up next', () => {
    const fingers = new FingerTable(zero, 2);
    expect(fingers.set(253, contactAt('3'))).toEqual({ next: 254, changed: true });
    expect(fingers.set(254, contactAt('5'))).toEqual({ next: 255, changed: true });
    expect(fingers.set(255, contactAt('9'))).toEqual({ next: 256, changed: true });
    expect(fingers.list().map(({ exponent }) => exponent)).toEqual([255, 254, 253]);
  });

  it('removes what a new finger covers', () => {
    const fingers = new FingerTable(zero, 2);
    fingers.set(253, contactAt('3'));
    fingers.set(254, contactAt('5'));
    expect(fingers.set(253, contactAt('6'))).toEqual({ next: 255, changed: true });
    expect(fingers.list()).toEqual([{ exponent: 253, contact: contactAt('6') }]);
  });

  it('takes a later life of the same finger, without calling it a change', () => {
    const fingers = new FingerTable(zero, 2);
    fingers.set(253, contactAt('3'));
    expect(fingers.set(253, contactAt('3', 'elsewhere', 2)).changed).toBe(false);
    expect(fingers.get(253)?.address).toBe('elsewhere');
  });

  it('removes a member, or only one life of it', () => {
    const fingers = new FingerTable(zero, 2);
    fingers.set(253, contactAt('3'));
    expect(fingers.removeContact(contactAt('3', 'elsewhere', 2))).toBe(false);
    expect(fingers.removeContact(contactAt('3'))).toBe(true);
    fingers.set(253, contactAt('3'));
    fingers.remove(contactAt('3').memberId);
    expect(fingers.list()).toEqual([]);
  });

  it.each([
    ['1', 253],
    ['3', 254],
    ['8', 256],
    ['7', 255],
  ])('seen from 0, %s is passed by 2^%i first', (place, slot) => {
    expect(new FingerTable(zero, 2).slotBeyond(contactAt(place).memberId)).toBe(slot);
  });

  it('of base 8 holds the fingers of the paper, and more between them', () => {
    const fingers = new FingerTable(zero, 8);
    // The highest level of base 8 in 256 bits is 8^85 = 2^255: of its digits only 1 fits. Below it stands 7 * 8^84.
    const top = fingers.places.count - 1;
    fingers.set(top, contactAt('9'));
    fingers.set(top - 1, contactAt('78'));
    fingers.set(top - 4, contactAt('48'));
    fingers.set(top - 5, contactAt('38'));
    expect(fingers.size).toBe(4);
    expect(fingers.list().map(({ exponent, contact }) => [exponent, contact.memberId[0]])).toEqual([
      [255, '9'],
      [254, '4'],
    ]);
  });
});

describe('the fingers at their positions', () => {
  it('stand nearest first, in whatever order they were entered, and keep what was chosen near', () => {
    const fingers = new FingerTable(zero, 2);
    for (const [slot, place] of [
      [255, '9'],
      [253, '3'],
      [254, '5'],
    ] as const)
      fingers.set(slot, contactAt(place));
    fingers.setNear(254, contactAt('6'));
    fingers.setNear(252, contactAt('2'));
    const positions = Array.from({ length: fingers.size }, (_, i) => i);
    expect(positions.map((i) => fingers.contact(i).memberId[0])).toEqual(['3', '5', '9']);
    expect(positions.map((i) => fingers.near(i).memberId[0])).toEqual(['3', '6', '9']);
    expect(positions.map((i) => fingers.exponent(i))).toEqual([253, 254, 255]);
  });

  it('close up when one in the middle goes', () => {
    const fingers = new FingerTable(zero, 2);
    fingers.set(253, contactAt('3'));
    fingers.set(254, contactAt('5'));
    fingers.set(255, contactAt('9'));
    fingers.clear(254, 255);
    expect(fingers.get(254)).toBeUndefined();
    expect(fingers.list().map(({ exponent }) => exponent)).toEqual([255, 253]);
  });
});
