import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { neighborsAt, places, testMember } from '../../test/support/test-member.ts';
import type { LookupStepReply } from '../lookup-step.ts';
import type { Neighbors } from '../neighbors.ts';
import { RemoteError } from '../remote-error.ts';
import { join } from './join.ts';

/** A member at 25 in front of a ring. */
function newcomer(script: Record<string, Neighbors | RemoteError['kind']>, ownerPlace: string | null) {
  return testMember('25', {
    step: (to): LookupStepReply => {
      if (to.memberId === contactAt(ownerPlace ?? '').memberId)
        return { kind: 'owner', owner: to, successors: [] };
      const next = ownerPlace === null ? [] : [{ contact: contactAt(ownerPlace), reason: 'successor 1' }];
      return { kind: 'closer', next };
    },
    neighbors: (to) => {
      const answer = script[to.memberId.slice(0, 2)] ?? 'unreachable';
      if (typeof answer === 'string') throw new RemoteError(answer, 'no');
      return answer;
    },
  });
}

describe('join', () => {
  it('asks its way to the member just before its place, and takes its list', async () => {
    const script = {
      '30': neighborsAt('30', '20', ['70', '20']),
      '20': neighborsAt('20', '70', ['30', '70', '90']),
    };
    const { member } = newcomer(script, '30');
    expect(await join(member, contactAt('70'))).toBe('joined');
    expect(places(member.ring.state.successors)).toBe('30 70 90');
    expect(member.ring.state.predecessor).toEqual(contactAt('20'));
  });

  it('joins a member that is alone', async () => {
    const { member } = newcomer({ '70': neighborsAt('70', null, []) }, '70');
    expect(await join(member, contactAt('70'))).toBe('joined');
    expect(places(member.ring.state.successors)).toBe('70');
  });

  it('walks on from a predecessor that is not the last before its place', async () => {
    const script = {
      '30': neighborsAt('30', '10', ['70']),
      '10': neighborsAt('10', '70', ['20', '30']),
      '20': neighborsAt('20', '10', ['30', '70']),
    };
    const { member } = newcomer(script, '30');
    expect(await join(member, contactAt('70'))).toBe('joined');
    expect(member.ring.state.predecessor).toEqual(contactAt('20'));
  });

  it('walks around the dead', async () => {
    const script = {
      '30': neighborsAt('30', '20', ['70', '10']),
      '10': neighborsAt('10', '70', ['30', '70']),
    };
    const { member } = newcomer(script, '30');
    expect(await join(member, contactAt('70'))).toBe('joined');
    expect(member.ring.state.predecessor).toEqual(contactAt('10'));
  });

  it('does not join through a member that is in no ring', async () => {
    const { member } = newcomer({ '70': 'not_member' }, null);
    expect(await join(member, contactAt('70'))).toBe('no ring');
    expect(member.ring.state.successors).toEqual([]);
  });

  it('takes one silence for a lost message', async () => {
    const { member } = testMember('25');
    expect(await join(member, contactAt('70'))).toBe('later');
  });

  it('gives up on one that is busy for ever', async () => {
    const { member, clock, calls } = newcomer({ '70': 'busy' }, '70');
    const joined = join(member, contactAt('70'));
    await clock.advance(10_000);
    expect(await joined).toBe('later');
    expect(calls.length).toBeLessThan(40);
  });
});
