import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import { drainAttempt } from './drain-attempt.ts';

function draining(answers: Answers, deadlineMs: number) {
  const { member } = testMember('10', answers);
  const run = {
    key: contactAt('80').memberId,
    routing: 'classic' as const,
    brief: true,
    deadlineMs,
    cancellation: member.stopped,
    via: contactAt('90'),
    excluded: [],
    hops: [],
  };
  return { member, run, drained: () => drainAttempt(member, run) };
}

const owner: Answers = { step: (to) => ({ kind: 'owner', owner: to, successors: [] }) };

describe('an attempt that nobody watches', () => {
  it('ends with the owner', async () => {
    expect(await draining(owner, 1_000).drained()).toMatchObject({ owner: contactAt('90'), successors: [] });
  });

  it('ends with nobody when no member is left to ask, or no time', async () => {
    expect(await draining({}, 1_000).drained()).toBeNull();
    expect(await draining(owner, 0).drained()).toBeNull();
  });

  it('fails when the member stops', async () => {
    const { member, drained } = draining(owner, 1_000);
    member.stopped.cancel();
    await expect(drained()).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
