import { describe, expect, it } from 'vitest';
import { contactAt } from '../test/support/contact-at.ts';
import { newerContact, sameContact, sameContacts } from './contact.ts';

const old = contactAt('a', 'old', 1);
const young = contactAt('a', 'young', 2);

describe('contacts of one member', () => {
  it('the later incarnation is newer, whatever the order', () => {
    expect(newerContact(old, young)).toBe(young);
    expect(newerContact(young, old)).toBe(young);
    expect(newerContact(old, contactAt('a', 'other', 1))).toBe(old);
  });

  it('are the same in the same incarnation only', () => {
    expect(sameContact(old, { ...old })).toBe(true);
    expect(sameContact(old, young)).toBe(false);
    expect(sameContact(old, null)).toBe(false);
    expect(sameContact(null, null)).toBe(true);
  });

  it('make the same lists in the same order only', () => {
    const other = contactAt('b');
    expect(sameContacts([old, other], [{ ...old }, other])).toBe(true);
    expect(sameContacts([old, other], [other, old])).toBe(false);
    expect(sameContacts([old], [old, other])).toBe(false);
  });
});
