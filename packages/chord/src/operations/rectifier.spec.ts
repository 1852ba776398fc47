import { describe, expect, it, vi } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import { Rectifier } from './rectifier.ts';

async function rectifying(answers: Answers = {}) {
  const parts = testMember('50', answers);
  parts.member.ring.apply((state) => ({
    ...state,
    predecessor: contactAt('40'),
    successors: [contactAt('60')],
  }));
  parts.member.hurryStabilize = vi.fn();
  // Long ago the predecessor was seen last.
  await parts.clock.advance(10_000);
  return { ...parts, rectifier: new Rectifier(parts.member) };
}

describe('a notify', () => {
  it('from a nearer member makes it the predecessor at once', async () => {
    const { member, rectifier, calls } = await rectifying();
    rectifier.notified(contactAt('45'));
    expect(member.ring.state.predecessor).toEqual(contactAt('45'));
    expect(calls).toEqual([]);
    expect(member.hurryStabilize).toHaveBeenCalled();
  });

  it('from the predecessor changes nothing, and hurries nothing', async () => {
    const { member, rectifier, calls } = await rectifying();
    rectifier.notified(contactAt('40'));
    expect(member.ring.state.predecessor).toEqual(contactAt('40'));
    expect(calls).toEqual([]);
    expect(member.hurryStabilize).not.toHaveBeenCalled();
  });

  it('from a farther member pings the old predecessor, which stays when it lives', async () => {
    const { member, rectifier, calls, clock } = await rectifying({ ping: () => {} });
    rectifier.notified(contactAt('30'));
    expect(member.ring.interim).toBe(true);
    await clock.advance(1);
    expect(member.ring.interim).toBe(false);
    expect(calls).toEqual(['ping 40']);
    expect(member.ring.state.predecessor).toEqual(contactAt('40'));
  });

  it('from a farther member replaces a dead predecessor', async () => {
    const { member, rectifier, clock, events } = await rectifying();
    member.learn(contactAt('40'));
    rectifier.notified(contactAt('30'));
    await clock.advance(1);
    expect(member.ring.state.predecessor).toEqual(contactAt('30'));
    expect(events.map((event) => event.type)).toContain('member_failed');
  });

  it('from itself is nothing', async () => {
    const { member, rectifier } = await rectifying();
    rectifier.notified(contactAt('50'));
    expect(member.ring.state.predecessor).toEqual(contactAt('40'));
  });

  it('of many farther members is one ping', async () => {
    const { rectifier, clock, calls } = await rectifying({ ping: () => {} });
    for (let i = 0; i < 1_000; i += 1) rectifier.notified(contactAt((0x1000 + i).toString(16)));
    await clock.advance(1);
    for (let i = 0; i < 1_000; i += 1) rectifier.notified(contactAt((0x1000 + i).toString(16)));
    await clock.advance(1);
    expect(calls).toEqual(['ping 40']);
  });
});
