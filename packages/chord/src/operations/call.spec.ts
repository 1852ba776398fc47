import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import { CancellationSource } from '../cancellation-source.ts';
import { RemoteError } from '../remote-error.ts';
import { callOnce, callTwice } from './call.ts';

const to = contactAt('20');
const fail = (kind: RemoteError['kind']) => () => Promise.reject(new RemoteError(kind, 'no'));

describe('callOnce', () => {
  it.each(['unreachable', 'busy', 'not_member', 'answered'] as const)(
    'tells that a call ended with %s',
    async (kind) => {
      const { member } = testMember('10');
      expect((await callOnce(member, to, fail(kind))).kind).toBe(kind);
    },
  );

  it('counts what is no RemoteError as an answer, never as a death', async () => {
    const { member } = testMember('10');
    expect((await callOnce(member, to, () => Promise.reject(new Error('bug')))).kind).toBe('answered');
  });

  it('bounds the call', async () => {
    const { member } = testMember('10');
    const seen: number[] = [];
    const call = (options: { timeoutMs: number }) => Promise.resolve(seen.push(options.timeoutMs));
    await callOnce(member, to, call);
    await callOnce(member, to, call, { timeoutMs: 7 });
    expect(seen).toEqual([member.parameters.callTimeoutMs, 7]);
  });

  it('rejects when the caller cancelled, and when the member stopped', async () => {
    const { member } = testMember('10');
    const cancellation = new CancellationSource();
    cancellation.cancel();
    const call = () => Promise.resolve();
    await expect(callOnce(member, to, call, { cancellation })).rejects.toMatchObject({ code: 'CANCELLED' });
    member.stopped.cancel();
    await expect(callOnce(member, to, call)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('callTwice', () => {
  it('tries an unreachable member once more', async () => {
    const { member } = testMember('10');
    let calls = 0;
    const call = () => {
      calls += 1;
      return calls === 1 ? fail('unreachable')() : Promise.resolve('yes');
    };
    expect(await callTwice(member, to, call)).toEqual({ kind: 'reply', reply: 'yes' });
    expect(calls).toBe(2);
  });

  it('tries nobody twice who answered', async () => {
    const { member } = testMember('10');
    let calls = 0;
    const outcome = await callTwice(member, to, () => {
      calls += 1;
      return fail('busy')();
    });
    expect([outcome.kind, calls]).toEqual(['busy', 1]);
  });

  it('waits the second time as long as for a stranger', async () => {
    const { member } = testMember('10', {}, { callTimeoutMinMs: 250, callTimeoutMs: 1_000 });
    member.roundTrips.note(to.peerId, 100);
    const seen: number[] = [];
    await callTwice(member, to, ({ timeoutMs }) => {
      seen.push(timeoutMs);
      return fail('unreachable')();
    });
    expect(seen).toEqual([300, 1_000]);
  });
});

describe('the time that a call is given', () => {
  it('follows the round trips of that peer, within its bounds', async () => {
    const { member, clock } = testMember('10', {}, { callTimeoutMinMs: 250, callTimeoutMs: 1_000 });
    expect(member.timeoutMs(to)).toBe(1_000);
    for (let i = 0; i < 20; i += 1) {
      const call = callOnce(member, to, () => new Promise<void>((resolve) => clock.schedule(300, resolve)));
      await clock.advance(301);
      await call;
    }
    expect(member.timeoutMs(to)).toBeGreaterThanOrEqual(300);
    expect(member.timeoutMs(to)).toBeLessThan(400);
    for (let i = 0; i < 50; i += 1) await callOnce(member, to, () => Promise.resolve());
    expect(member.timeoutMs(to)).toBe(250);
  });
});
