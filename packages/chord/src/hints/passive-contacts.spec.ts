import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { places } from '../../test/support/test-member.ts';
import { PassiveContacts } from './passive-contacts.ts';

describe('PassiveContacts', () => {
  it('are due after the base interval, the longest unprobed first', () => {
    const passive = new PassiveContacts(10);
    passive.add(contactAt('10'), 0);
    passive.add(contactAt('20'), 50);
    expect(passive.takeDue(5, 99, 100)).toEqual([]);
    expect(places(passive.takeDue(5, 150, 100))).toBe('10 20');
    expect(passive.takeDue(5, 150, 100)).toEqual([]);
  });

  it('are taken in turn when not all can be', () => {
    const passive = new PassiveContacts(10);
    for (const place of ['10', '20', '30']) passive.add(contactAt(place), 0);
    const taken = [100, 200, 300, 400].map((nowMs) => places(passive.takeDue(1, nowMs, 100)));
    expect(taken).toEqual(['10', '20', '30', '10']);
  });

  it('are probed more rarely the longer they are gone, but within bounds', () => {
    const passive = new PassiveContacts(10);
    passive.add(contactAt('10'), 0);
    expect(passive.takeDue(1, 10_000, 100)).toHaveLength(1);
    expect(passive.takeDue(1, 10_900, 100)).toHaveLength(0);
    expect(passive.takeDue(1, 11_200, 100)).toHaveLength(1);
    expect(passive.takeDue(1, 1e6, 100)).toHaveLength(1);
    expect(passive.takeDue(1, 1e6 + 1_200, 100)).toHaveLength(1);
  });

  it('are bounded: the one gone longest makes room', () => {
    const passive = new PassiveContacts(2);
    for (const place of ['10', '20', '30']) passive.add(contactAt(place), 0);
    expect(places([...passive.contacts()])).toBe('20 30');
    expect(passive.size).toBe(2);
  });
});
