import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import { aloneState, type RingState } from '../ring/ring-state.ts';
import { isHintFromAfter, notifyNeighbors } from './notify-neighbors.ts';

function state(predecessor: string | null, ...successors: string[]): RingState {
  const before = predecessor === null ? null : contactAt(predecessor);
  return {
    ...aloneState(contactAt('50')),
    predecessor: before,
    successors: successors.map((s) => contactAt(s)),
  };
}

describe('the members notified', () => {
  it.each([
    ['the first successor', state('40', '60', '70'), false, ['notify 60']],
    ['the predecessor too when the list changed', state('40', '60'), true, ['notify 60', 'notify 40']],
    ['the other of two once', state('60', '60'), true, ['notify 60']],
    ['nobody in a ring of one', state(null), true, []],
    ['no dead predecessor', { ...state('40', '60'), predecessorFailed: true }, true, ['notify 60']],
  ])('are %s', async (_, ring, listChanged, expected) => {
    const { member, calls } = testMember('50');
    member.ring.apply(() => ring);
    await notifyNeighbors(member, listChanged);
    expect(calls).toEqual(expected);
  });
});

describe('a hint that the ring after us has changed', () => {
  it.each([
    ['comes from the first successor', state('40', '60', '70'), '60', true],
    ['comes from a newcomer before it', state('40', '60', '70'), '55', true],
    ['does not come from farther on', state('40', '60', '70'), '70', false],
    ['does not come from before us', state('40', '60', '70'), '45', false],
    ['does not come from the other of two', state('60', '60'), '60', false],
    ['does not come in a ring of one', state(null), '60', false],
  ])('%s', (_, ring, from, expected) => {
    expect(isHintFromAfter(ring, contactAt(from))).toBe(expected);
  });
});
