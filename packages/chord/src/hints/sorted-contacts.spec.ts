import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { places } from '../../test/support/test-member.ts';
import { SortedContacts } from './sorted-contacts.ts';

function sorted(...all: string[]): SortedContacts {
  const contacts = new SortedContacts();
  for (const place of all) contacts.set(contactAt(place));
  return contacts;
}

const id = (place: string) => contactAt(place).memberId;

describe('SortedContacts', () => {
  it('goes round clockwise from a key, and back from before it', () => {
    const contacts = sorted('70', '10', '40');
    expect(places([...contacts.from(id('20'))])).toBe('40 70 10');
    expect(places([...contacts.from(id('40'))])).toBe('40 70 10');
    expect(places([...contacts.from(id('80'))])).toBe('10 40 70');
    expect(places([...contacts.before(id('40'))])).toBe('10 70 40');
    expect(places([...contacts.before(id('05'))])).toBe('70 40 10');
  });

  it('holds a member once', () => {
    const contacts = sorted('10', '40');
    contacts.set(contactAt('40', 'elsewhere', 2));
    expect(contacts.size).toBe(2);
    expect(contacts.get(id('40'))?.address).toBe('elsewhere');
  });

  it('forgets', () => {
    const contacts = sorted('10', '40');
    contacts.delete(id('40'));
    contacts.delete(id('50'));
    expect(places([...contacts.from(id('00'))])).toBe('10');
    expect(contacts.get(id('40'))).toBeUndefined();
  });

  it('is fine when empty', () => {
    expect([...sorted().from(id('1'))]).toEqual([]);
    expect([...sorted().before(id('1'))]).toEqual([]);
    expect(sorted().at(0)).toBeUndefined();
  });

  it('counts round and round', () => {
    expect(sorted('10', '40').at(3)).toEqual(contactAt('40'));
  });
});
