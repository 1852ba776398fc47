import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import type { Hop } from '../hop.ts';
import type { LookupStepReply } from '../lookup-step.ts';
import { RemoteError } from '../remote-error.ts';
import { lookup } from './lookup.ts';
import type { LookupRun } from './lookup-run.ts';

/** Member 10 looks 80 up; each place answers after so many milliseconds, or never. */
function looking(answers: Record<string, { ms: number; reply: LookupStepReply }>, atOnce = 2) {
  const parts = testMember(
    '10',
    {},
    { questionsAtOnceMax: atOnce, callTimeoutMs: 1_000, callTimeoutMinMs: 1_000 },
  );
  const { member, clock, events } = parts;
  const successors = ['20', '30', '40'].map((place) => contactAt(place));
  member.ring.apply((state) => ({ ...state, predecessor: contactAt('f0'), successors }));
  const asked: string[] = [];
  Object.assign(member.remote, {
    lookupStep: (to: { memberId: string }, _: unknown, { timeoutMs }: { timeoutMs: number }) => {
      const place = to.memberId.slice(0, 2);
      asked.push(`${place} at ${clock.nowMs()}`);
      const answer = answers[place];
      return new Promise((resolve, reject) => {
        if (answer) clock.schedule(answer.ms, () => resolve(answer.reply));
        else clock.schedule(timeoutMs, () => reject(new RemoteError('unreachable', 'silence')));
      });
    },
    ping: () => Promise.resolve(),
  });
  const run: LookupRun = {
    key: contactAt('80').memberId,
    routing: 'classic',
    brief: false,
    deadlineMs: 10_000,
    cancellation: member.stopped,
    via: null,
    excluded: [],
    hops: [],
  };
  return { member, clock, events, asked, run };
}

const owner90: LookupStepReply = { kind: 'owner', owner: contactAt('90'), successors: [] };
const names90: LookupStepReply = {
  kind: 'closer',
  next: [{ contact: contactAt('90'), reason: 'successor 1' }],
};

async function drain({ member, clock, run }: ReturnType<typeof looking>): Promise<readonly Hop[]> {
  let hops: readonly Hop[] | null = null;
  void (async () => {
    const steps = lookup(member, run);
    for (;;) {
      const step = await steps.next();
      if (step.done) {
        hops = step.value.hops;
        return;
      }
    }
  })();
  for (let i = 0; hops === null && i < 100; i += 1) await clock.advance(50);
  return hops ?? [];
}

const trace = (hops: readonly Hop[]) =>
  hops.map((hop) => `${hop.to.memberId.slice(0, 2)} ${hop.outcome} ${hop.ms}`);

describe('a lookup whose next member is late', () => {
  it('asks a second one beside it, once the patience for the first is at its end', async () => {
    const stage = looking({ '30': { ms: 10, reply: names90 }, '90': { ms: 10, reply: owner90 } });
    for (let i = 0; i < 50; i += 1) stage.member.roundTrips.note(contactAt('40').peerId, 30);
    expect(trace(await drain(stage))).toEqual(['30 forwarded 10', '90 owner 10']);
    const [first, second] = stage.asked;
    expect(first).toBe('40 at 0');
    expect(Number(second?.split(' at ')[1])).toBeLessThan(40);
  });

  it('takes the late answer all the same when it comes first', async () => {
    const stage = looking({ '40': { ms: 600, reply: names90 }, '90': { ms: 10, reply: owner90 } });
    expect(trace(await drain(stage))).toEqual(['40 forwarded 600', '90 owner 10']);
  });

  it('evicts nobody for being late', async () => {
    const stage = looking({
      '40': { ms: 900, reply: names90 },
      '30': { ms: 10, reply: names90 },
      '90': { ms: 10, reply: owner90 },
    });
    await drain(stage);
    await stage.clock.advance(2_000);
    expect(stage.events.filter(({ type }) => type === 'member_failed')).toEqual([]);
    expect(stage.member.ring.state.successors.map((c) => c.memberId.slice(0, 2))).toEqual(['20', '30', '40']);
  });

  it('waits for it to the end where one question at a time is allowed', async () => {
    const stage = looking({ '30': { ms: 10, reply: names90 }, '90': { ms: 10, reply: owner90 } }, 1);
    expect(trace(await drain(stage))).toEqual(['40 unreachable 1000', '30 forwarded 10', '90 owner 10']);
  });
});
