import { describe, expect, it, vi } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import { announceLeaving, lookAfterLeaving } from './leave.ts';

function listing() {
  const parts = testMember('50');
  const successors = [contactAt('60'), contactAt('70')];
  parts.member.ring.apply((state) => ({ ...state, predecessor: contactAt('40'), successors }));
  return parts;
}

describe('a member that leaves', () => {
  it('tells its predecessor and its first successor', async () => {
    const { member, calls } = listing();
    await announceLeaving(member);
    expect(calls).toEqual(['leaving 40', 'leaving 60']);
  });

  it('tells the other of two once, and nobody in a ring of one', async () => {
    const { member, calls } = testMember('50');
    await announceLeaving(member);
    const other = contactAt('60');
    member.ring.apply((state) => ({ ...state, predecessor: other, successors: [other] }));
    await announceLeaving(member);
    expect(calls).toEqual(['leaving 60']);
  });
});

describe('a neighbour that was told', () => {
  it('looks after a while, once, however often it is told', async () => {
    const { member, clock, calls } = listing();
    member.hurryStabilize = vi.fn();
    for (let i = 0; i < 100; i += 1) lookAfterLeaving(member, contactAt('60'));
    expect(calls).toEqual([]);
    await clock.advance(2_000);
    expect(calls).toEqual(['ping 60', 'ping 60']);
    expect(member.leaving.size).toBe(0);
  });

  it('does not care for strangers', async () => {
    const { member, clock, calls } = listing();
    lookAfterLeaving(member, contactAt('99'));
    await clock.advance(1_000);
    expect(calls).toEqual([]);
  });
});
