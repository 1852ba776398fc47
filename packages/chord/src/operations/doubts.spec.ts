import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import { Doubts } from './doubts.ts';

function doubting() {
  const parts = testMember('50', { ping: () => {} });
  const successors = [contactAt('60'), contactAt('70')];
  parts.member.ring.apply((state) => ({ ...state, predecessor: contactAt('40'), successors }));
  return { ...parts, doubts: new Doubts(parts.member) };
}

const ids = (...places: string[]) => places.map((place) => contactAt(place).memberId);

describe('what lookups found dead', () => {
  it('is looked at when it is the predecessor or the first successor', () => {
    const { doubts, calls } = doubting();
    doubts.look(ids('10', '40', '60', '70'));
    expect(calls).toEqual(['ping 40', 'ping 60']);
  });

  it('is looked at no more often than hurryMs, whatever lookups say', async () => {
    const { doubts, calls, clock } = doubting();
    for (let ms = 0; ms < 200; ms += 1) {
      doubts.look(ids('60'));
      await clock.advance(1);
    }
    expect(calls.length).toBeLessThanOrEqual(10);
  });

  it('is left alone otherwise', () => {
    const { doubts, calls } = doubting();
    doubts.look([]);
    doubts.look(ids('10', '70'));
    expect(calls).toEqual([]);
  });
});
