import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import { RemoteError } from '../remote-error.ts';
import { verify } from './verify.ts';

describe('verifying a life', () => {
  it('buries who answers neither the ping nor its retry', async () => {
    const { member, clock, calls } = testMember('10');
    verify(member, contactAt('20'));
    await clock.advance(1);
    expect(calls).toEqual(['ping 20', 'ping 20']);
    expect(member.known.passive.size).toBe(1);
    expect(member.verifying.size).toBe(0);
  });

  it('asks each member once at a time, itself never, and not without bound', async () => {
    const { member, clock, calls } = testMember('10', { ping: () => {} });
    verify(member, member.self);
    for (let i = 0; i < 3; i += 1) verify(member, contactAt('20'));
    for (let i = 0; i < 100; i += 1) verify(member, contactAt((0x3000 + i).toString(16)));
    await clock.advance(1);
    expect(calls.filter((call) => call === 'ping 20')).toHaveLength(1);
    expect(calls.length).toBeLessThanOrEqual(32);
  });

  it('takes one that is no member for gone, and one that is busy for alive', async () => {
    const kinds = { '20': 'not_member', '30': 'busy' } as const;
    const { member, clock } = testMember('10', {
      ping: (to) => {
        throw new RemoteError(kinds[to.memberId.slice(0, 2) as '20' | '30'], 'no');
      },
    });
    verify(member, contactAt('20'));
    verify(member, contactAt('30'));
    await clock.advance(1);
    expect([...member.known.passive.contacts()]).toEqual([contactAt('20')]);
  });

  it('ends quietly when the member stops', async () => {
    const { member, clock } = testMember('10');
    verify(member, contactAt('20'));
    member.stopped.cancel();
    await clock.advance(1);
    expect(member.known.passive.size).toBe(0);
  });
});
