import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { places } from '../../test/support/test-member.ts';
import { adoptSuccessors } from './adopt-successors.ts';
import { aloneState } from './ring-state.ts';

const at = (...all: string[]) => all.map((place) => contactAt(place));

describe('adopting a list', () => {
  it('takes the whole list of the one reply, and keeps nothing of the old one', () => {
    const before = { ...aloneState(contactAt('10')), successors: at('20', '30', '40') };
    const after = adoptSuccessors(before, contactAt('15'), at('25', '35'), 4);
    expect(places(after.successors)).toBe('15 25 35');
  });

  it('cuts it to r, and at self', () => {
    const alone = aloneState(contactAt('10'));
    expect(places(adoptSuccessors(alone, contactAt('20'), at('30', '40'), 2).successors)).toBe('20 30');
    expect(places(adoptSuccessors(alone, contactAt('20'), at('10', '20'), 4).successors)).toBe('20');
  });
});
