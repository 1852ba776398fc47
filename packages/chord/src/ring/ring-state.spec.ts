import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import {
  aloneState,
  firstSuccessor,
  livePredecessor,
  neighborOf,
  ownsKey,
  type RingState,
} from './ring-state.ts';

const [p, n, s] = [contactAt('2'), contactAt('5'), contactAt('8')];
const state: RingState = { self: n, predecessor: p, predecessorFailed: false, successors: [s] };

describe('the state of a ring of one', () => {
  it('is its own first successor, and owns every key until somebody notifies', () => {
    const alone = aloneState(n);
    expect(firstSuccessor(alone)).toBe(n);
    expect(ownsKey(alone, s.memberId)).toBe(true);
    expect(ownsKey({ ...alone, predecessor: p }, s.memberId)).toBe(false);
  });
});

describe('ownership', () => {
  it('is (predecessor, self]', () => {
    expect(ownsKey(state, p.memberId)).toBe(false);
    expect(ownsKey(state, contactAt('3').memberId)).toBe(true);
    expect(ownsKey(state, n.memberId)).toBe(true);
    expect(ownsKey(state, s.memberId)).toBe(false);
  });

  it('is nothing while the predecessor is unknown', () => {
    expect(ownsKey({ ...state, predecessor: null }, n.memberId)).toBe(false);
  });

  it('does not grow because the predecessor was found dead', () => {
    expect(ownsKey({ ...state, predecessorFailed: true }, contactAt('1').memberId)).toBe(false);
  });
});

describe('neighbours', () => {
  it('are the predecessor and the successors', () => {
    expect(neighborOf(state, p.memberId)).toBe(p);
    expect(neighborOf(state, s.memberId)).toBe(s);
    expect(neighborOf(state, n.memberId)).toBeNull();
  });

  it('do not include a dead predecessor in what is reported', () => {
    expect(livePredecessor(state)).toBe(p);
    expect(livePredecessor({ ...state, predecessorFailed: true })).toBeNull();
  });
});
