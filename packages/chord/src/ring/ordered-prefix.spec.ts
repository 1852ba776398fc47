import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { places } from '../../test/support/test-member.ts';
import { orderedPrefix } from './ordered-prefix.ts';

describe('the ordered prefix, seen from 50', () => {
  it.each([
    ['all of a list in order', '60 70 80', 4, '60 70 80'],
    ['no more than asked for', '60 70 80', 2, '60 70'],
    ['a list that comes round zero', 'e0 f0 10 40', 4, 'e0 f0 10 40'],
    ['up to self', '60 70 50 60', 4, '60 70'],
    ['up to where it comes round past self', '60 e0 40 55', 4, '60 e0 40'],
    ['up to a duplicate', '60 60 70', 4, '60'],
    ['up to a step back', '60 80 70', 4, '60 80'],
    ['nothing of a list that begins with self', '50 60', 4, ''],
    ['nothing of nothing', '', 4, ''],
  ])('is %s', (_, list, length, prefix) => {
    const contacts = list
      .split(' ')
      .filter(Boolean)
      .map((place) => contactAt(place));
    expect(places(orderedPrefix(contactAt('50'), contacts, length))).toBe(prefix);
  });

  it('does not read a list to its end', () => {
    function* endless() {
      for (let i = 0x51; ; i += 1) yield contactAt(i.toString(16));
    }
    expect(places(orderedPrefix(contactAt('50'), endless(), 3))).toBe('51 52 53');
  });
});
