import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Knowledge, routeView } from '../../test/support/route-view.ts';
import { answerStep } from './answer-step.ts';

const knowledge: Knowledge = { self: '50', predecessor: '40', successors: ['60', '70'] };

function answer(key: string, changed: Partial<Knowledge> = {}, excluded: string[] = [], brief = false) {
  return answerStep(routeView({ ...knowledge, ...changed }), {
    key: contactAt(key).memberId,
    excluded: excluded.map((place) => contactAt(place).memberId),
    routing: 'classic',
    brief,
  });
}

describe('one step', () => {
  it.each(['41', '4f', '50'])('ends at the owner of %s, which names its successors', (key) => {
    expect(answer(key)).toEqual({
      kind: 'owner',
      owner: contactAt('50'),
      successors: [contactAt('60'), contactAt('70')],
    });
  });

  it.each(['40', '51', '20'])('goes on for %s', (key) => {
    expect(answer(key).kind).toBe('closer');
  });

  it('ends here in a ring of one', () => {
    expect(answer('99', { predecessor: undefined, successors: [] }).kind).toBe('owner');
  });
});

describe('one step, in few words', () => {
  const named = (excluded: string[], brief: boolean) => {
    const reply = answer('3e', { successors: ['60', '70', '80', '90'] }, excluded, brief);
    return reply.kind === 'closer' ? reply.next.map(({ contact }) => contact.memberId.slice(0, 2)) : [];
  };

  it('ends at the owner, which names no successors', () => {
    expect(answer('50', {}, [], true)).toEqual({ kind: 'owner', owner: contactAt('50'), successors: [] });
  });

  it('names the best three, in the same order', () => {
    expect(named([], false)).toHaveLength(5);
    expect(named([], true)).toEqual(named([], false).slice(0, 3));
    expect(named(['50'], true)).toHaveLength(3);
  });

  it('names more to who has found members dead', () => {
    expect(named(['a0', 'a1'], true)).toHaveLength(4);
    expect(named(['a0', 'a1', 'a2'], true)).toHaveLength(5);
  });
});

describe('a key of the dead predecessor', () => {
  it.each([{}, { predecessorFailed: true }])('is not ours before the ring is repaired (%o)', (dead) => {
    expect(answer('3c', dead, ['40']).kind).toBe('closer');
  });
});
