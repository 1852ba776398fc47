import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { neighborsAt, places, testMember } from '../../test/support/test-member.ts';
import { RemoteError } from '../remote-error.ts';
import { askNeighbors } from './ask-neighbors.ts';

const throws = (kind: RemoteError['kind']) => () => {
  throw new RemoteError(kind, 'no');
};

describe('asking for neighbours', () => {
  it('remembers whom it hears of, and that the member lives', async () => {
    const { member } = testMember('10', { neighbors: () => neighborsAt('20', '18', ['30', '40']) });
    expect((await askNeighbors(member, contactAt('20'))).kind).toBe('neighbors');
    expect(places(member.known.all())).toBe('18 20 30 40');
  });

  it('takes a silent member for gone after a retry', async () => {
    const { member, calls } = testMember('10');
    expect(await askNeighbors(member, contactAt('20'))).toEqual({ kind: 'gone' });
    expect(calls).toEqual(['getNeighbors 20', 'getNeighbors 20']);
    expect(member.known.passive.size).toBe(1);
  });

  it('takes one that is no member any more for gone, though its process lives', async () => {
    const { member, calls, events } = testMember('10', { neighbors: throws('not_member') });
    expect(await askNeighbors(member, contactAt('20'))).toEqual({ kind: 'gone' });
    expect(calls).toEqual(['getNeighbors 20']);
    expect(events).toEqual([]);
  });

  it.each(['busy', 'answered'] as const)('waits for one that is %s', async (kind) => {
    const { member } = testMember('10', { neighbors: throws(kind) });
    expect(await askNeighbors(member, contactAt('20'))).toEqual({ kind: 'later' });
    expect(member.known.passive.size).toBe(0);
  });

  it('uses no answer in which another speaks', async () => {
    const { member } = testMember('10', { neighbors: () => neighborsAt('99', null, ['30']) });
    expect(await askNeighbors(member, contactAt('20'))).toEqual({ kind: 'later' });
    expect(member.known.all()).toEqual([]);
  });

  it('checks hearsay of a later life with that member before it uses it', async () => {
    const young = contactAt('30', 'elsewhere', 2);
    const { member, clock, calls } = testMember('10', {
      neighbors: () => ({ ...neighborsAt('20', null, []), successors: [young] }),
      ping: () => {},
    });
    member.learn(contactAt('30'));
    await askNeighbors(member, contactAt('20'));
    await clock.advance(10);
    expect(calls).toContain('ping 30');
    expect(member.known.get(young.memberId)).toEqual(young);
  });
});
