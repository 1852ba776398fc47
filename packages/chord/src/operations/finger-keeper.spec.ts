import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Answers, testMember } from '../../test/support/test-member.ts';
import { FingerKeeper } from './finger-keeper.ts';

/** Member 00 with successors 10 and 30; the owner of what lies beyond is 90. */
function keeping(answers: Answers) {
  const parts = testMember('00', answers);
  const successors = [contactAt('10'), contactAt('30')];
  parts.member.ring.apply((state) => ({ ...state, predecessor: contactAt('90'), successors }));
  const keeper = new FingerKeeper(parts.member);
  keeper.start();
  return { ...parts, keeper };
}

describe('FingerKeeper', () => {
  it('fills the table from the nearest exponent to the farthest', async () => {
    const { member, clock, keeper } = keeping({
      step: (to) => {
        const next = [{ contact: contactAt('90'), reason: 'successor 1' }];
        const owner = to.memberId === contactAt('90').memberId;
        return owner ? { kind: 'owner', owner: to, successors: [] } : { kind: 'closer', next };
      },
    });
    await clock.advance(3_000);
    expect(member.fingers.list()).toEqual([
      { exponent: 254, contact: contactAt('90') },
      { exponent: 253, contact: contactAt('30') },
    ]);
    keeper.stop();
  });

  it('asks nobody for what the successor list covers', async () => {
    const { member, clock, calls, keeper } = keeping({});
    await clock.advance(160);
    expect(member.fingers.list()).toEqual([{ exponent: 253, contact: contactAt('30') }]);
    expect(calls.filter((call) => call.endsWith('30'))).toEqual([]);
    keeper.stop();
  });

  it('has nothing to do in a ring of one', async () => {
    const { member, clock, calls } = testMember('00', {});
    new FingerKeeper(member).start();
    await clock.advance(5_000);
    expect(calls).toEqual([]);
  });
});
