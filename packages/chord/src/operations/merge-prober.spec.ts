import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import { MergeProber } from './merge-prober.ts';
import type { Offer } from './stabilizer.ts';

const answersItself: Answers = { step: (to) => ({ kind: 'owner', owner: to, successors: [] }) };

function probing(answers: Answers, successors: string[]) {
  const parts = testMember('10', answers);
  parts.member.ring.apply((state) => ({ ...state, successors: successors.map((place) => contactAt(place)) }));
  const offers: Offer[] = [];
  const prober = new MergeProber(parts.member, (offer) => offers.push(offer));
  return { ...parts, prober, offers };
}

describe('MergeProber', () => {
  it('offers what another ring takes for our successor, when it is nearer', async () => {
    const { member, prober, offers, clock } = probing(answersItself, ['30']);
    member.known.bury(contactAt('20'), 0);
    prober.start();
    await clock.advance(2_000);
    expect(offers[0]).toEqual({ contact: contactAt('20'), foreign: true });
    prober.stop();
  });

  it('introduces us to it when it is farther', async () => {
    const { member, prober, offers, clock, calls, events } = probing(answersItself, ['30']);
    member.known.bury(contactAt('40'), 0);
    prober.start();
    await clock.advance(2_000);
    expect(offers).toEqual([]);
    expect(calls).toContain('notify 40');
    expect(events).toContainEqual({ type: 'merged', with: contactAt('40') });
    prober.stop();
  });

  it('does nothing where the answer is the successor that we have', async () => {
    const { member, prober, offers, clock, calls } = probing(
      { step: () => ({ kind: 'closer', next: [] }), ...answersItself },
      ['30'],
    );
    member.learn(contactAt('30'));
    prober.start();
    await clock.advance(5_000);
    expect(offers).toEqual([]);
    expect(calls).toEqual([]);
    prober.stop();
  });

  it('begins at once in a ring of one, with many at a time', async () => {
    const { member, prober, offers, clock } = probing(answersItself, []);
    for (const place of ['20', '30', '40']) member.learn(contactAt(place));
    prober.start();
    await clock.advance(1);
    expect(offers.map(({ contact }) => contact.memberId.slice(0, 2))).toEqual(['20', '30', '40']);
    prober.stop();
  });

  it('costs little when nobody answers for long', async () => {
    const { member, prober, clock, calls } = probing({}, ['30']);
    member.known.bury(contactAt('20'), 0);
    prober.start();
    await clock.advance(60_000);
    calls.length = 0;
    await clock.advance(60_000);
    expect(calls.filter((call) => call.startsWith('lookupStep')).length).toBeLessThan(15);
    prober.stop();
  });

  it('asks live contacts more and more rarely, though there are new ones all the time', async () => {
    const ours: Answers = { step: () => ({ kind: 'owner', owner: contactAt('30'), successors: [] }) };
    const { member, prober, clock, calls } = probing(ours, ['30']);
    const intervalMs = member.parameters.mergeProbeIntervalMs;
    let newcomers = 0;
    const asked = async (intervals: number) => {
      calls.length = 0;
      for (let i = 0; i < intervals; i += 1) {
        newcomers += 1;
        member.learn(contactAt(`4${newcomers.toString(16).padStart(4, '0')}`));
        await clock.advance(intervalMs);
      }
      return calls.length;
    };
    prober.start();
    expect(await asked(8)).toBeGreaterThanOrEqual(3);
    await asked(40);
    expect(await asked(40)).toBeLessThanOrEqual(11);
    expect(await asked(40)).toBeGreaterThanOrEqual(6);
    prober.stop();
  });

  it('asks each of a few live contacts within 24 intervals, however quiet it is', async () => {
    const ours: Answers = { step: () => ({ kind: 'owner', owner: contactAt('30'), successors: [] }) };
    const { member, prober, clock, calls } = probing(ours, ['30']);
    const places = Array.from({ length: 12 }, (_, index) => `${(0x40 + index).toString(16)}`);
    for (const place of places) member.learn(contactAt(place));
    prober.start();
    await clock.advance(600_000);
    calls.length = 0;
    // Two more for the jitter of a turn.
    await clock.advance(26 * member.parameters.mergeProbeIntervalMs);
    expect(places.filter((place) => !calls.includes(`lookupStep ${place}`))).toEqual([]);
    prober.stop();
  });

  it('asks live contacts at once again when one that was out of reach is back', async () => {
    const ours: Answers = { step: () => ({ kind: 'owner', owner: contactAt('30'), successors: [] }) };
    const { member, prober, clock, calls } = probing(ours, ['30']);
    for (const place of ['20', '40', '50']) member.learn(contactAt(place));
    prober.start();
    await clock.advance(60_000);
    member.known.bury(contactAt('50'), clock.nowMs());
    member.heard(contactAt('50'));
    calls.length = 0;
    await clock.advance(4 * member.parameters.mergeProbeIntervalMs);
    expect(calls.length).toBeGreaterThanOrEqual(2);
    prober.stop();
  });
});
