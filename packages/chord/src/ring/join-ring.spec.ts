import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { neighborsAt, places } from '../../test/support/test-member.ts';
import { isPlaceOf, joinRing, nearerPlace } from './join-ring.ts';

const j = contactAt('25');

describe('the place of a newcomer at 25', () => {
  it.each([
    ['between a member and its first successor', '20', ['30', '40'], true],
    ['not farther on', '30', ['40', '20'], false],
    ['after a member that is alone', '70', [], true],
    ['before an earlier life of itself', '20', ['25', '30'], true],
    ['not where that earlier life is farther on', '10', ['20', '25'], false],
  ])('is %s', (_, member, successors, expected) => {
    expect(isPlaceOf(j, neighborsAt(member, null, successors))).toBe(expected);
  });
});

describe('joining', () => {
  it('takes the list of the predecessor, whole, and the predecessor itself', () => {
    const state = joinRing(j, neighborsAt('20', '10', ['30', '40', '50']), 2);
    expect(places(state.successors)).toBe('30 40');
    expect(state.predecessor).toEqual(contactAt('20'));
  });

  it('leaves an earlier life of itself out, without losing one of the r', () => {
    expect(places(joinRing(j, neighborsAt('20', '10', ['25', '30', '40']), 2).successors)).toBe('30 40');
  });

  it.each([
    ['alone', []],
    ['with nobody but an earlier life of the newcomer', ['25']],
  ])('makes a member that is %s the successor as well', (_, successors) => {
    expect(places(joinRing(j, neighborsAt('70', null, successors), 4).successors)).toBe('70');
  });
});

describe('the way to the place', () => {
  it('goes to the nearest before it', () => {
    const next = nearerPlace(j, neighborsAt('30', '20', ['40', '50', '10']), new Set());
    expect(next).toEqual(contactAt('20'));
  });

  it('never goes back, past the place, or to one that was shut out', () => {
    expect(nearerPlace(j, neighborsAt('10', 'f0', ['30']), new Set())).toBeNull();
    expect(nearerPlace(j, neighborsAt('30', '20', ['10']), new Set([contactAt('20').memberId]))).toEqual(
      contactAt('10'),
    );
  });
});
