import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, neighborsAt, places, testMember } from '../../test/support/test-member.ts';
import { RemoteError } from '../remote-error.ts';
import { Stabilizer } from './stabilizer.ts';

const quiet: Answers = { neighbors: (to) => neighborsAt(to.memberId.slice(0, 2), '10', ['30']) };

function stabilizing(answers: Answers) {
  const parts = testMember('10', answers);
  parts.member.ring.apply((state) => ({ ...state, successors: [contactAt('20'), contactAt('30')] }));
  const turns = () => parts.calls.filter((call) => call === 'getNeighbors 20').length;
  return { ...parts, stabilizer: new Stabilizer(parts.member), turns };
}

describe('Stabilizer', () => {
  it('slows down while nothing changes, to its maximum', async () => {
    const { stabilizer, clock, turns } = stabilizing(quiet);
    stabilizer.start();
    await clock.advance(20_000);
    const settled = turns();
    await clock.advance(20_000);
    expect(turns() - settled).toBeGreaterThan(12);
    expect(turns() - settled).toBeLessThan(30);
    stabilizer.stop();
  });

  it('is quick again when hurried', async () => {
    const { stabilizer, clock, turns } = stabilizing(quiet);
    stabilizer.start();
    await clock.advance(20_000);
    const before = turns();
    stabilizer.hurry();
    await clock.advance(300);
    expect(turns()).toBeGreaterThan(before);
  });

  it('slows down for a successor that is for ever busy', async () => {
    const { stabilizer, clock, turns } = stabilizing({
      neighbors: () => {
        throw new RemoteError('busy', 'always');
      },
    });
    stabilizer.start();
    await clock.advance(10_000);
    expect(turns()).toBeLessThan(100);
  });

  it('adopts an offered member that is nearer, and tells of the merge', async () => {
    const { stabilizer, clock, member, events } = stabilizing({
      neighbors: (to) => neighborsAt(to.memberId.slice(0, 2), null, ['20', '30']),
    });
    stabilizer.start();
    stabilizer.offer({ contact: contactAt('18'), foreign: true });
    stabilizer.offer({ contact: contactAt('15'), foreign: true });
    await clock.advance(1);
    expect(places(member.ring.state.successors).slice(0, 2)).toBe('15');
    expect(events).toContainEqual({ type: 'merged', with: contactAt('15') });
    expect(events).not.toContainEqual({ type: 'merged', with: contactAt('18') });
  });

  it('asks a live contact that stands before the first successor', async () => {
    const { stabilizer, clock, member, events } = stabilizing({
      neighbors: (to) => neighborsAt(to.memberId.slice(0, 2), null, ['20', '30']),
    });
    for (const place of ['25', '15', '90']) member.learn(contactAt(place));
    stabilizer.start();
    await clock.advance(1);
    expect(places(member.ring.state.successors).slice(0, 2)).toBe('15');
    expect(events.map((event) => event.type)).not.toContain('merged');
  });

  it('asks no offered member that is farther', async () => {
    const { stabilizer, clock, calls } = stabilizing(quiet);
    stabilizer.start();
    stabilizer.offer({ contact: contactAt('25'), foreign: true });
    await clock.advance(1);
    expect(calls).not.toContain('getNeighbors 25');
  });

  it('takes in a bounded number of offers', async () => {
    const { stabilizer, clock, calls } = stabilizing({});
    for (let i = 0; i < 100; i += 1) {
      stabilizer.offer({ contact: contactAt((0x1001 + i).toString(16)), foreign: false });
    }
    stabilizer.start();
    await clock.advance(1);
    expect(new Set(calls).size).toBeLessThanOrEqual(20);
  });
});
