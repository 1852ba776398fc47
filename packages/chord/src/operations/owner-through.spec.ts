import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { testMember } from '../../test/support/test-member.ts';
import type { LookupStepRequest } from '../lookup-step.ts';
import { ownerThrough } from './owner-through.ts';

describe('our place in the ring of another', () => {
  it('is looked up classically and in few words, as if we were not there', async () => {
    const requests: LookupStepRequest[] = [];
    const { member } = testMember('10', {
      step: (to, request) => {
        requests.push(request);
        return { kind: 'owner', owner: to, successors: [] };
      },
    });
    expect(await ownerThrough(member, contactAt('20'))).toEqual(contactAt('20'));
    const { memberId } = member.self;
    expect(requests).toEqual([{ key: memberId, excluded: [memberId], routing: 'classic', brief: true }]);
  });

  it('is nobody when that ring leads nowhere', async () => {
    const { member } = testMember('10', { step: () => ({ kind: 'closer', next: [] }) });
    expect(await ownerThrough(member, contactAt('20'))).toBeNull();
  });

  it('fails when the other does not answer', async () => {
    const { member } = testMember('10');
    await expect(ownerThrough(member, contactAt('20'))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });
});
