import { describe, expect, it } from 'vitest';
import { testMember } from '../../test/support/test-member.ts';
import { CancellationSource } from '../cancellation-source.ts';
import { RemoteError } from '../remote-error.ts';
import { callOnce, callTwice } from './call.ts';

const fail = (kind: RemoteError['kind']) => () => Promise.reject(new RemoteError(kind, 'no'));

describe('callOnce', () => {
  it.each(['unreachable', 'busy', 'not_member', 'answered'] as const)(
    'tells that a call ended with %s',
    async (kind) => {
      const { member } = testMember('10');
      expect((await callOnce(member, fail(kind))).kind).toBe(kind);
    },
  );

  it('counts what is no RemoteError as an answer, never as a death', async () => {
    const { member } = testMember('10');
    expect((await callOnce(member, () => Promise.reject(new Error('bug')))).kind).toBe('answered');
  });

  it('bounds the call', async () => {
    const { member } = testMember('10');
    const seen: number[] = [];
    const call = (options: { timeoutMs: number }) => Promise.resolve(seen.push(options.timeoutMs));
    await callOnce(member, call);
    await callOnce(member, call, { timeoutMs: 7 });
    expect(seen).toEqual([member.parameters.callTimeoutMs, 7]);
  });

  it('rejects when the caller cancelled, and when the member stopped', async () => {
    const { member } = testMember('10');
    const cancellation = new CancellationSource();
    cancellation.cancel();
    const call = () => Promise.resolve();
    await expect(callOnce(member, call, { cancellation })).rejects.toMatchObject({ code: 'CANCELLED' });
    member.stopped.cancel();
    await expect(callOnce(member, call)).rejects.toMatchObject({ code: 'CANCELLED' });
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
    expect(await callTwice(member, call)).toEqual({ kind: 'reply', reply: 'yes' });
    expect(calls).toBe(2);
  });

  it('tries nobody twice who answered', async () => {
    const { member } = testMember('10');
    let calls = 0;
    const outcome = await callTwice(member, () => {
      calls += 1;
      return fail('busy')();
    });
    expect([outcome.kind, calls]).toEqual(['busy', 1]);
  });
});
