import type { Contact, Identifier } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { contactBytes, Meter, type MeteredCall } from './meter.ts';

const contact = (name: string): Contact => {
  const memberId = name.repeat(64) as Identifier;
  return { memberId, peerId: memberId, index: 0, address: `m${name}:1`, zone: '', incarnation: 300 };
};
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(contact) as [Contact, Contact, Contact, Contact];
// A peer of 2 + 32 bytes, an endpoint of 2 + 6, an incarnation of 1 + 2; then the tag and the length of it all.
const CONTACT = 34 + 8 + 3;
const LISTED = CONTACT + 2;

const calling = (method: MeteredCall['method'], step: MeteredCall['step'] = null): MeteredCall => {
  return { method, from: a, to: b, step };
};

it('weighs a contact as protobuf does', () => {
  expect(contactBytes(a)).toBe(CONTACT);
  expect(contactBytes({ ...a, index: 1, zone: 'eu' })).toBe(CONTACT + 2 + 4);
});

describe('requests and replies', () => {
  it('weigh little where nothing but the index names the member', () => {
    const meter = new Meter();
    meter.request(calling('ping'));
    meter.reply(calling('ping'), undefined);
    expect([meter.messages.ping, meter.bytes.ping]).toEqual([2, 5 + 2 + 5]);
    meter.request(calling('notify'));
    expect(meter.bytes.notify).toBe(5 + 2 + LISTED);
  });

  it('of a step: the key and the excluded as bytes, the candidates with their reasons', () => {
    const meter = new Meter();
    const call = calling('lookupStep', { key: a.memberId, excluded: [d.memberId], routing: 'auto' });
    meter.request(call);
    expect(meter.bytes.lookupStep).toBe(5 + 2 + 3 + 34 + 34 + 2);
    meter.reply(call, { kind: 'closer', next: [{ contact: c, reason: 'finger 255' }] });
    expect(meter.bytes.lookupStep - 80).toBe(5 + 2 + 2 + LISTED + 3);
  });

  it('of an owner: nothing but that it is, when the caller knows it and wants no list', () => {
    const meter = new Meter();
    const call = calling('lookupStep', { key: a.memberId, excluded: [], routing: 'auto', brief: true });
    meter.reply(call, { kind: 'owner', owner: b, successors: [] });
    expect(meter.bytes.lookupStep).toBe(5 + 2);
    meter.reply(call, { kind: 'owner', owner: { ...b, incarnation: 301 }, successors: [] });
    expect(meter.bytes.lookupStep - 7).toBe(5 + 2 + LISTED);
  });
});

describe('a list that is asked for again', () => {
  const told = (meter: Meter, successors: Contact[]) => {
    const before = meter.bytes.getNeighbors;
    meter.request(calling('getNeighbors'));
    meter.reply(calling('getNeighbors'), { member: b, predecessor: a, successors });
    return meter.bytes.getNeighbors - before;
  };

  it('is whole, then unchanged, then what is new with an order', () => {
    const meter = new Meter();
    expect(told(meter, [c])).toBe(5 + 2 + 3 + (5 + 2 + 2 + 2 * LISTED));
    expect(told(meter, [c])).toBe(5 + 2 + 3 + 2 + (5 + 2));
    expect(told(meter, [d, c])).toBe(5 + 2 + 3 + 2 + (5 + 2 + 2 + (2 + 3) + LISTED));
  });
});
