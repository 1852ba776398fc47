import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import { LookupProgress } from '../lookup/lookup-progress.ts';
import { RemoteError } from '../remote-error.ts';
import { askStep } from './ask-step.ts';
import type { LookupRun } from './lookup-run.ts';

function asking(answers: Answers) {
  const parts = testMember('10', answers);
  const { member } = parts;
  const key = contactAt('80').memberId;
  const progress = new LookupProgress(key, []);
  progress.narrow(member.self);
  const run: LookupRun = {
    key,
    routing: 'classic',
    brief: false,
    deadlineMs: 1_000,
    cancellation: member.stopped,
    via: null,
    excluded: [],
    hops: [],
  };
  const ask = (place: string, leftMs = 1_000) => askStep(member, run, progress, contactAt(place), leftMs);
  return { ...parts, progress, ask };
}

describe('one question of a lookup', () => {
  it('has an unreachable member excluded, and its life checked', async () => {
    const { ask, progress, clock, calls } = asking({});
    expect((await ask('30')).outcome).toBe('unreachable');
    await clock.advance(1);
    expect(progress.excluded).toEqual([contactAt('30').memberId]);
    expect(calls).toEqual(['lookupStep 30', 'ping 30', 'ping 30']);
  });

  it('counts nothing against a life when the deadline of the lookup cut it short', async () => {
    const { ask, clock, calls } = asking({});
    await ask('30', 100);
    await clock.advance(1);
    expect(calls).toEqual(['lookupStep 30']);
  });

  it('removes one that is no member from the hints', async () => {
    const { ask, member } = asking({
      step: () => {
        throw new RemoteError('not_member', 'stopped');
      },
    });
    member.learn(contactAt('30'));
    expect((await ask('30')).outcome).toBe('error');
    expect(member.known.live.size).toBe(0);
  });

  it('hears that a member lives, and believes only as many successors as r', async () => {
    const successors = Array.from({ length: 20 }, (_, i) => contactAt((0xa0 + i).toString(16)));
    const { ask, member } = asking({ step: (to) => ({ kind: 'owner', owner: to, successors }) });
    const { owner } = await ask('90');
    expect(owner?.successors).toEqual(successors.slice(0, member.parameters.successorListLength));
    expect(member.known.live.size).toBe(1);
  });
});
