import { describe, expect, it, vi } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';

function listing() {
  const parts = testMember('50');
  const [p, s1, s2] = [contactAt('40'), contactAt('60'), contactAt('70')];
  parts.member.ring.apply((state) => ({ ...state, predecessor: p, successors: [s1, s2] }));
  for (const contact of [p, s1, s2]) parts.member.learn(contact);
  parts.events.length = 0;
  parts.member.hurryStabilize = vi.fn();
  return { ...parts, p, s1, s2 };
}

describe('a member that is gone', () => {
  it('is told once when it was listed, and hurries a stabilization', () => {
    const { member, events, s2 } = listing();
    member.gone(s2, 'deadline');
    member.gone(s2, 'deadline');
    expect(events).toEqual([{ type: 'member_failed', contact: s2, error: 'deadline' }]);
    expect(member.hurryStabilize).toHaveBeenCalledOnce();
  });

  it('stays in the successor list, which only stabilize changes', () => {
    const { member, s1, s2 } = listing();
    member.gone(s1, 'deadline');
    expect(member.ring.state.successors).toEqual([s1, s2]);
  });

  it('is not told when it was no neighbour, no finger, left on purpose, or is just no member', () => {
    const { member, events, s1, s2 } = listing();
    member.gone(contactAt('99'), 'deadline');
    member.leaving.add(s1.memberId);
    member.gone(s1, 'deadline');
    member.gone(s2, null);
    expect(events).toEqual([]);
  });

  it('marks the predecessor', () => {
    const { member, p } = listing();
    member.gone(p, 'deadline');
    expect(member.ring.state.predecessorFailed).toBe(true);
  });

  it('is removed from the fingers, where it counts as listed', () => {
    const { member, events } = listing();
    member.fingers.set(255, contactAt('d5'));
    member.gone(contactAt('d5'), 'deadline');
    expect(member.fingers.list()).toEqual([]);
    expect(events).toHaveLength(1);
  });

  it('is only gone in the life that was tried', () => {
    const { member, events, s1 } = listing();
    member.learn(contactAt('60', 'elsewhere', 2));
    events.length = 0;
    member.gone(s1, 'deadline');
    expect(events).toEqual([]);
    expect(member.known.passive.size).toBe(0);
  });
});

describe('a later life', () => {
  it('takes its place in the lists at once', () => {
    const { member } = listing();
    const young = contactAt('60', 'elsewhere', 2);
    member.learn(young);
    expect(member.ring.state.successors[0]).toBe(young);
  });
});

describe('what is to happen later', () => {
  it('happens once, or never when the member stops before', async () => {
    const { member, clock } = listing();
    const [happens, never] = [vi.fn(), vi.fn()];
    member.later(10, happens);
    member.later(30, never);
    await clock.advance(20);
    member.stopped.cancel();
    await clock.advance(100);
    expect(happens).toHaveBeenCalledOnce();
    expect(never).not.toHaveBeenCalled();
  });
});

describe('full membership', () => {
  it('is given up while members that come and go cost more than it may, and taken up again', async () => {
    const { member, clock } = testMember('10', {}, { membershipBytesPerSecondMax: 100 });
    const { fullMembershipMax } = member.parameters;
    for (let i = 0; i < 200; i += 1) {
      const stranger = contactAt(`a${i.toString(16).padStart(3, '0')}`);
      member.learn(stranger);
      member.gone(stranger, 'silence');
    }
    expect(member.view.fullMembershipMax).toBe(0);
    await clock.advance(120_000);
    expect(member.view.fullMembershipMax).toBe(fullMembershipMax);
  });
});
