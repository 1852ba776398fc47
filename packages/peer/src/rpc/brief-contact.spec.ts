import type { Contact } from '@acorde/chord';
import { BriefContactSchema } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { memberIdOf } from '../identity/peer-id.ts';
import { Places } from '../identity/places.ts';
import { briefContact, contactFromBrief } from './brief-contact.ts';
import { contactOf, PEER_A } from './test/fakes.ts';

const places = new Places();
const bytesOf = (contact: Contact) =>
  toBinary(BriefContactSchema, create(BriefContactSchema, briefContact(contact)));
const read = (bytes: Uint8Array) => contactFromBrief(fromBinary(BriefContactSchema, bytes), places);

describe('a contact in few bytes', () => {
  it.each([
    '10.1.2.3:50051',
    '255.255.255.255:65535',
    '0.0.0.0:1',
    '[::1]:50051',
    'peer.example.org:443',
    '010.1.2.3:50051',
    '10.1.2.3:050051',
    '10.1.2.3:99999',
    '300.1.2.3:1',
  ])('comes back as it was written, at %s', (address) => {
    const contact = contactOf(PEER_A, address, 1_800_000_000_000);
    expect(read(bytesOf(contact))).toEqual(contact);
  });

  it('comes back with its zone, and at the place of its index', () => {
    const contact = { ...contactOf(PEER_A), index: 3, memberId: memberIdOf(PEER_A, 3), zone: 'eu' };
    expect(read(bytesOf(contact))).toEqual(contact);
  });

  it('takes 49 bytes of IPv4 and no zone', () => {
    expect(bytesOf(contactOf(PEER_A, '10.1.2.3:50051', 1_800_000_000_000))).toHaveLength(49);
  });

  const peerId = new Uint8Array(32);
  const endpoint = Uint8Array.of(10, 0, 0, 1, 0, 80);
  it.each([
    ['nobody', { endpoint }],
    ['a peer id that is too long', { peerId: new Uint8Array(33), endpoint }],
    ['no address', { peerId }],
    ['an endpoint of five bytes', { peerId, endpoint: endpoint.subarray(1) }],
    ['a member too many', { peerId, endpoint, index: 16 }],
    ['an incarnation beyond all numbers', { peerId, endpoint, incarnation: 2n ** 60n }],
    ['an endless zone', { peerId, endpoint, zone: 'x'.repeat(65) }],
  ])('is refused with %s', (_, message) => {
    expect(() => contactFromBrief(create(BriefContactSchema, message), places)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
