import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { places } from '../../test/support/test-member.ts';
import { dropSuccessor } from './drop-successor.ts';
import { aloneState } from './ring-state.ts';

const [s1, s2] = [contactAt('20'), contactAt('30')];
const state = { ...aloneState(contactAt('10')), successors: [s1, s2] };

describe('dropping a dead successor', () => {
  it('shortens the list at its head', () => {
    expect(places(dropSuccessor(state, s1).successors)).toBe('30');
  });

  it('does nothing when it is not the first any more', () => {
    expect(dropSuccessor(state, s2)).toBe(state);
  });
});
