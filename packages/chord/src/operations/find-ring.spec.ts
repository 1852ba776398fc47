import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { neighborsAt, testMember } from '../../test/support/test-member.ts';
import type { Contact } from '../contact.ts';
import { RemoteError } from '../remote-error.ts';
import { findRing } from './find-ring.ts';

const place = (to: Contact) => to.memberId.slice(0, 2);

function checkJoined(to: Contact): void {
  if (place(to) === '30') throw new RemoteError('not_member', 'joining as well');
}

describe('finding a ring', () => {
  it('joins the first that lives and is in one', async () => {
    const { member, events } = testMember('10', {
      ping: (to) => {
        if (place(to) === '20') throw new RemoteError('unreachable', 'dead');
      },
      step: (to) => {
        checkJoined(to);
        return { kind: 'owner', owner: to, successors: [] };
      },
      neighbors: (to) => {
        checkJoined(to);
        return neighborsAt(place(to), null, []);
      },
    });
    for (const known of ['20', '30', '40', '50']) member.learn(contactAt(known));
    expect(await findRing(member)).toBe(true);
    expect(events[0]).toEqual({ type: 'joined', via: contactAt('40') });
    expect(member.ring.state.predecessor).toEqual(contactAt('40'));
  });

  it('finds none when nobody is known, or nobody lives', async () => {
    const { member } = testMember('10');
    expect(await findRing(member)).toBe(false);
    member.learn(contactAt('20'));
    expect(await findRing(member)).toBe(false);
    expect(member.known.passive.size).toBe(1);
  });

  it('founds no second ring because one message of a living one was lost', async () => {
    let lost = 0;
    const { member, clock } = testMember('10', {
      ping: () => {},
      step: (to) => {
        lost += 1;
        if (lost === 1) throw new RemoteError('unreachable', 'deadline exceeded');
        return { kind: 'owner', owner: to, successors: [] };
      },
      neighbors: (to) => neighborsAt(place(to), null, []),
    });
    member.learn(contactAt('20'));
    const found = findRing(member);
    await clock.advance(1_000);
    expect(await found).toBe(true);
  });

  it('gives up on a ring that is busy for ever, after a bounded number of calls', async () => {
    const { member, clock, calls } = testMember('10', {
      ping: () => {},
      step: () => {
        throw new RemoteError('busy', 'interim');
      },
      neighbors: () => {
        throw new RemoteError('busy', 'interim');
      },
    });
    member.learn(contactAt('20'));
    const found = findRing(member);
    await clock.advance(120_000);
    expect(await found).toBe(false);
    expect(calls.length).toBeLessThan(16 * 20);
  });

  it('tries a bounded number', async () => {
    const { member, calls } = testMember('10');
    for (let i = 0; i < 500; i += 1) member.learn(contactAt((0x2000 + i).toString(16)));
    expect(await findRing(member)).toBe(false);
    expect(calls.length).toBeLessThanOrEqual(128);
  });
});
