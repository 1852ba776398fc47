import { expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { refreshContact } from './refresh-contact.ts';
import { aloneState, type RingState } from './ring-state.ts';

const member = contactAt('20');
const later = contactAt('20', 'elsewhere', 2);
const other = contactAt('30');
const state: RingState = { ...aloneState(contactAt('10')), predecessor: member, successors: [member, other] };

it('puts a later incarnation wherever the member is listed', () => {
  const after = refreshContact(state, later);
  expect(after.predecessor).toBe(later);
  expect(after.successors).toEqual([later, other]);
});

it('changes nothing for an earlier one, or for a stranger', () => {
  expect(refreshContact(state, contactAt('20', 'before', 0))).toBe(state);
  expect(refreshContact(state, contactAt('40'))).toBe(state);
});
