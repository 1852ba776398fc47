import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import { chooseNear } from './choose-near.ts';

const HALF = 255; // The slot of self + 2^255, in base 2.

/** Member 00 of a ring too large for full membership, with 90 as its farthest finger. */
function choosing(answers: Answers = { ping: () => {} }) {
  const parts = testMember('00', answers, { fingerBase: 2, fullMembershipMax: 1 });
  const successors = ['01', '02', '03'].map((place) => contactAt(place));
  parts.member.ring.apply((state) => ({ ...state, predecessor: contactAt('f0'), successors }));
  parts.member.learn(contactAt('01'));
  parts.member.learn(contactAt('02'));
  parts.member.fingers.set(HALF, contactAt('90'));
  parts.member.roundTrips.note(contactAt('90').peerId, 100);
  const near = () => parts.member.fingers.getNear(HALF)?.memberId.slice(0, 2);
  return { ...parts, near };
}

describe('the nearest of the members that would do for a finger', () => {
  it('is taken by routing, while the finger itself stays the first', async () => {
    const { member, near } = choosing();
    member.roundTrips.note(contactAt('a0').peerId, 10);
    await chooseNear(member, HALF, [contactAt('90'), contactAt('a0')]);
    expect(near()).toBe('a0');
    expect(member.fingers.list()).toEqual([{ exponent: 255, contact: contactAt('90') }]);
  });

  it('is found by a ping where its round trip is unknown', async () => {
    const { member, near, calls } = choosing();
    await chooseNear(member, HALF, [contactAt('90'), contactAt('a0')]);
    expect(calls).toEqual(['ping a0']);
    expect(near()).toBe('a0');
  });

  it('may be one that was heard of elsewhere, when it stands at the place', async () => {
    const { member, near, calls } = choosing();
    member.learn(contactAt('7f'));
    member.learn(contactAt('b0'));
    await chooseNear(member, HALF, [contactAt('90')]);
    expect(calls).toEqual(['ping b0']);
    expect(near()).toBe('b0');
  });

  it('is not one that is hardly nearer, nor one that does not answer', async () => {
    const { member, near } = choosing({});
    member.roundTrips.note(contactAt('a0').peerId, 95);
    await chooseNear(member, HALF, [contactAt('90'), contactAt('a0')]);
    await chooseNear(member, HALF, [contactAt('90'), contactAt('b0')]);
    expect(near()).toBe('90');
  });

  it('is not one beyond the next place, nor ourselves', async () => {
    const { member, near, calls } = choosing();
    member.fingers.set(HALF - 1, contactAt('44'));
    await chooseNear(member, HALF - 1, [contactAt('44'), contactAt('90'), contactAt('00')]);
    expect(calls).toEqual([]);
    expect(near()).toBe('90');
  });

  it('is of no interest where lookups are one hop', async () => {
    const { member, calls } = choosing();
    Object.assign(member.parameters, { fullMembershipMax: 300 });
    for (let i = 4; i < 200; i += 1) member.learn(contactAt(i.toString(16).padStart(2, '0')));
    await chooseNear(member, HALF, [contactAt('90'), contactAt('a0')]);
    expect(calls).toEqual([]);
  });

  it('gives its place back to the finger when it dies', async () => {
    const { member, near } = choosing();
    await chooseNear(member, HALF, [contactAt('90'), contactAt('a0')]);
    member.gone(contactAt('a0'), 'silence');
    expect(near()).toBe('90');
  });
});
