import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { acceptPredecessor, failPredecessor, isNearerPredecessor } from './accept-predecessor.ts';
import { aloneState, type RingState } from './ring-state.ts';

const old = contactAt('20');
const state: RingState = { ...aloneState(contactAt('50')), predecessor: old, successors: [contactAt('60')] };

describe('a notifier', () => {
  it.each([
    ['nearer than the predecessor', state, '30', true],
    ['farther', state, '10', false],
    ['the predecessor itself', state, '20', true],
    ['the member itself', state, '50', false],
    ['anybody, when there is no predecessor', { ...state, predecessor: null }, '70', true],
    ['anybody, when the predecessor was found dead', { ...state, predecessorFailed: true }, '10', true],
  ])('that is %s', (_, before, place, accepted) => {
    expect(isNearerPredecessor(before, contactAt(place))).toBe(accepted);
  });
});

describe('accepting a predecessor', () => {
  it('clears what was known of the old one', () => {
    const after = acceptPredecessor({ ...state, predecessorFailed: true }, contactAt('30'));
    expect(after).toMatchObject({ predecessor: contactAt('30'), predecessorFailed: false });
  });

  it('keeps the later life of the same member', () => {
    const young = contactAt('20', 'elsewhere', 2);
    expect(acceptPredecessor(state, young).predecessor).toBe(young);
    expect(acceptPredecessor({ ...state, predecessor: young }, old).predecessor).toBe(young);
  });

  it('changes nothing when nothing is new', () => {
    expect(acceptPredecessor(state, old)).toBe(state);
  });
});

describe('a dead predecessor', () => {
  it('stays as the bound of what is owned', () => {
    expect(failPredecessor(state, old)).toMatchObject({ predecessor: old, predecessorFailed: true });
  });

  it('is forgotten in a ring of one', () => {
    expect(failPredecessor({ ...state, successors: [] }, old)).toMatchObject({ predecessor: null });
  });

  it('is not the predecessor of another name, or of another life', () => {
    expect(failPredecessor(state, contactAt('30'))).toBe(state);
    expect(failPredecessor(state, contactAt('20', 'elsewhere', 2))).toBe(state);
  });
});
