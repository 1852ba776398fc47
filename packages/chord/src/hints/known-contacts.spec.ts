import { beforeEach, describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { places } from '../../test/support/test-member.ts';
import { KnownContacts } from './known-contacts.ts';

const member = contactAt('20');
const later = contactAt('20', 'elsewhere', 2);

describe('KnownContacts', () => {
  let known: KnownContacts;
  beforeEach(() => {
    known = new KnownContacts(contactAt('10'), 3, 3);
  });

  it('never knows itself', () => {
    known.learn(contactAt('10', 'elsewhere', 9));
    expect(known.all()).toEqual([]);
  });

  it('learns a later life, never an earlier one', () => {
    known.learn(later);
    known.learn(member);
    expect(known.get(member.memberId)).toBe(later);
    expect(known.freshen(member)).toBe(later);
  });

  it('takes hearsay of strangers, but not of a later life of somebody who lives', () => {
    const claims: unknown[] = [];
    expect(known.meet(member, (claim) => claims.push(claim))).toBe(member);
    expect(known.meet(later, (claim) => claims.push(claim))).toBe(later);
    expect(claims).toEqual([later]);
    expect(known.get(member.memberId)).toBe(member);
  });

  it('remembers the dead, and whether it knew', () => {
    known.learn(member);
    expect(known.bury(member, 0)).toBe(true);
    expect(known.bury(member, 0)).toBe(false);
    expect(known.live.size).toBe(0);
    expect(known.all()).toEqual([member]);
  });

  it('does not bury one life for another', () => {
    known.learn(later);
    expect(known.bury(member, 0)).toBe(false);
    expect(known.live.size).toBe(1);
  });

  it('brings nobody back by hearsay, but by a later life or its own voice', () => {
    known.bury(member, 0);
    known.learn(member);
    known.meet(member, () => {});
    expect(known.live.size).toBe(0);
    known.heard(member);
    expect(known.live.get(member.memberId)).toBe(member);
    known.bury(member, 0);
    known.learn(later);
    expect(known.live.get(member.memberId)).toBe(later);
    expect(known.passive.size).toBe(0);
  });

  it('is bounded: the oldest makes room', () => {
    for (const place of ['20', '30', '40', '50']) known.learn(contactAt(place));
    expect(places(known.all())).toBe('30 40 50');
  });

  it('forgets altogether', () => {
    known.learn(member);
    known.bury(contactAt('30'), 0);
    known.forget(member.memberId);
    known.forget(contactAt('30').memberId);
    expect(known.all()).toEqual([]);
  });
});
