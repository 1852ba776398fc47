import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import type { Hop } from '../hop.ts';
import type { LookupResult } from '../lookup-result.ts';
import type { LookupStepReply } from '../lookup-step.ts';
import { RemoteError } from '../remote-error.ts';
import { lookup } from './lookup.ts';
import type { LookupRun } from './lookup-run.ts';

const owner = (place: string, successors: string[] = []): LookupStepReply => {
  return { kind: 'owner', owner: contactAt(place), successors: successors.map((s) => contactAt(s)) };
};
const closer = (...places: string[]): LookupStepReply => {
  return {
    kind: 'closer',
    next: places.map((place) => ({ contact: contactAt(place), reason: `finger ${place}` })),
  };
};

/** Member 10, which knows 20 and 30 as successors, looks a key up. */
function looking(
  key: string,
  script: Record<string, LookupStepReply | RemoteError['kind']>,
  answers: Answers = {},
) {
  const parts = testMember('10', {
    ...answers,
    step: (to) => {
      const answer = script[to.memberId.slice(0, 2)] ?? 'unreachable';
      if (typeof answer === 'string') throw new RemoteError(answer, 'no');
      return answer;
    },
  });
  const { member, clock } = parts;
  const successors = [contactAt('20'), contactAt('30')];
  member.ring.apply((state) => ({ ...state, predecessor: contactAt('f0'), successors }));
  const run: LookupRun = {
    key: contactAt(key).memberId,
    routing: 'classic',
    brief: false,
    deadlineMs: clock.nowMs() + 1_000,
    cancellation: member.stopped,
    via: null,
    excluded: [],
    hops: [],
  };
  return { ...parts, run, hops: lookup(member, run) };
}

async function drain(hops: AsyncGenerator<Hop, LookupResult>): Promise<LookupResult> {
  for (;;) {
    const step = await hops.next();
    if (step.done) return step.value;
  }
}

const trace = ({ hops }: { hops: readonly Hop[] }) =>
  hops.map(
    (hop) => `${hop.from.memberId.slice(0, 2)}>${hop.to.memberId.slice(0, 2)} ${hop.reason} ${hop.outcome}`,
  );

describe('an iterative lookup', () => {
  it('asks nobody for a key of its own', async () => {
    expect(await drain(looking('05', {}).hops)).toMatchObject({ owner: contactAt('10'), hops: [] });
  });

  it('goes from member to member to the owner', async () => {
    const { hops } = looking('80', {
      '30': closer('60'),
      '60': closer('90'),
      '90': owner('90', ['a0', 'b0']),
    });
    const result = await drain(hops);
    expect(result.owner).toEqual(contactAt('90'));
    expect(result.successors).toEqual([contactAt('a0'), contactAt('b0')]);
    expect(trace(result)).toEqual([
      '10>30 successor 2 forwarded',
      '30>60 finger 60 forwarded',
      '60>90 finger 90 owner',
    ]);
  });

  it('yields each hop as it ends', async () => {
    const { hops } = looking('80', { '30': closer('90'), '90': owner('90') });
    expect((await hops.next()).value).toMatchObject({ index: 1, attempt: 1, to: contactAt('30') });
    expect((await hops.next()).value).toMatchObject({ index: 2, outcome: 'owner' });
    expect((await hops.next()).done).toBe(true);
  });

  it('routes around the dead, and tells the others of them', async () => {
    const excluded: string[] = [];
    const { hops, member, clock } = looking('80', {});
    const step = member.remote.lookupStep;
    member.remote.lookupStep = async (to, request, options) => {
      if (to.memberId !== contactAt('20').memberId) return step(to, request, options);
      excluded.push(...request.excluded);
      return closer('90');
    };
    const first = drain(hops);
    void first.catch(() => {});
    await clock.advance(2_000);
    expect(excluded.slice(0, 1)).toEqual([contactAt('30').memberId]);
    await expect(first).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
  });

  it('learns from a member that is not the owner', async () => {
    const { hops } = looking('18', { '20': closer('1a'), '1a': owner('1a') });
    expect(trace(await drain(hops))).toEqual(['10>20 successor 1 not_owner', '20>1a finger 1a owner']);
  });

  it('believes no owner that is another than the one asked, or that lies before the key', async () => {
    const { hops, clock } = looking('80', { '30': owner('90'), '20': owner('20') });
    const failed = expect(drain(hops)).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
    await clock.advance(2_000);
    await failed;
  });

  it('names what came of each question', async () => {
    const { hops, clock, run } = looking('80', { '30': 'busy', '20': 'answered' });
    const failed = expect(drain(hops)).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
    await clock.advance(2_000);
    await failed;
    expect(trace(run).slice(0, 3)).toEqual([
      '10>30 successor 2 busy',
      '10>20 successor 1 error',
      '10>f0 predecessor unreachable',
    ]);
  });

  it('starts over while there is time, and waits longer each time', async () => {
    const { hops, clock, run } = looking('80', { '30': closer(), '20': closer() });
    const failed = expect(drain(hops)).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
    await clock.advance(2_000);
    await failed;
    expect(run.hops.at(-1)?.attempt).toBeGreaterThan(3);
    expect(run.hops.at(-1)?.attempt).toBeLessThan(12);
    expect(run.hops.map((hop) => hop.index)).toEqual(run.hops.map((_, i) => i + 1));
  });

  it('asks no more than hopsMax in one attempt, however far it is led', async () => {
    let place = 0x3000;
    const script = new Proxy({} as Record<string, LookupStepReply>, {
      get: () => {
        place += 1;
        return closer(place.toString(16));
      },
    });
    const { hops, member, clock, run } = looking('80', script);
    const failed = expect(drain(hops)).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
    await clock.advance(2_000);
    await failed;
    expect(run.hops.filter((hop) => hop.attempt === 1)).toHaveLength(member.parameters.hopsMax - 1);
  });
});
