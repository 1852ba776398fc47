import type { Contact, Identifier } from '@acorde/chord';
import { expect, it } from 'vitest';
import { contactBytes, Meter } from './meter.ts';

const id = 'a'.repeat(64) as Identifier;
const contact: Contact = {
  memberId: id,
  peerId: id,
  index: 0,
  address: '10.0.0.1:50051',
  zone: '',
  incarnation: 300,
};

it('weighs a contact as protobuf does', () => {
  // Two identifiers of 2 + 64 bytes, an address of 2 + 14, an incarnation of 1 + 2.
  expect(contactBytes(contact)).toBe(132 + 16 + 3);
  expect(contactBytes({ ...contact, index: 1, zone: 'eu' })).toBe(132 + 16 + 3 + 2 + 4);
});

it('weighs requests and replies, by their method', () => {
  const meter = new Meter();
  meter.request('ping', contact, null);
  meter.reply('ping', undefined);
  expect(meter.bytes.ping).toBe(5 + 66 + 5);
  meter.request('notify', contact, null);
  // A length of 151 takes two bytes.
  expect(meter.bytes.notify).toBe(5 + 66 + 3 + 151);
  meter.request('lookupStep', contact, { key: id, excluded: [id], routing: 'auto' });
  expect(meter.bytes.lookupStep).toBe(5 + 66 + 66 + 66 + 2);
  meter.reply('getNeighbors', { member: contact, predecessor: null, successors: [contact] });
  expect(meter.bytes.getNeighbors).toBe(5 + 2 * 154);
  meter.reply('lookupStep', { kind: 'closer', next: [{ contact, reason: 'hint' }] });
  expect(meter.messages).toEqual({ getNeighbors: 1, lookupStep: 2, notify: 1, ping: 2, leaving: 0 });
});
