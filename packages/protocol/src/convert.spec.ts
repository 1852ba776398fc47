import type { Contact, Hop, HopOutcome, Identifier, LookupStepReply, Routing } from '@acorde/chord';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  contactFromMessage,
  contactsFromMessages,
  contactToMessage,
  hopFromMessage,
  hopToMessage,
  identifierFromText,
  neighborsFromMessage,
  neighborsToMessage,
  outcomeFromMessage,
  outcomeToMessage,
  ringMemberToMessage,
  routingFromMessage,
  routingToMessage,
  safeNumber,
  stepReplyFromMessage,
  stepReplyToMessage,
} from './convert.ts';
import { AcordeError } from './errors.ts';
import { GetNeighborsResponseSchema, LookupStepResponseSchema } from './gen/acorde/internal/v1/member_pb.ts';
import { ContactSchema, HopSchema, RingMemberSchema } from './gen/acorde/v1/ring_pb.ts';

const contact = (digit: string): Contact => ({
  memberId: digit.repeat(64) as Identifier,
  peerId: digit.repeat(64),
  index: 15,
  address: '[::1]:50051',
  zone: 'málaga',
  incarnation: Number.MAX_SAFE_INTEGER,
});

const A = contact('a');
const B = contact('b');

/** Over the wire and back. */
const contactMessage = (overrides: MessageInitShape<typeof ContactSchema> = {}) =>
  fromBinary(
    ContactSchema,
    toBinary(ContactSchema, create(ContactSchema, { ...contactToMessage(A), ...overrides })),
  );

describe('a contact', () => {
  it('comes back as it was sent', () => {
    expect(contactFromMessage(contactMessage())).toEqual(A);
  });

  it.each<MessageInitShape<typeof ContactSchema>>([
    { peerId: '' },
    { peerId: 'A'.repeat(64) },
    { memberId: 'a'.repeat(63) },
    { index: 16 },
    { address: '' },
    { address: 'x'.repeat(301) },
    { zone: 'x'.repeat(65) },
    { incarnation: 2n ** 53n },
  ])('is refused with %o', (overrides) => {
    expect(() => contactFromMessage(contactMessage(overrides))).toThrow(AcordeError);
  });

  it('is refused when it is missing, and when there are too many', () => {
    expect(() => contactFromMessage(undefined)).toThrow(/missing/);
    expect(() => contactsFromMessages(Array(65).fill(contactMessage()))).toThrow(/more than 64/);
  });
});

it.each<Routing>(['auto', 'classic', 'full'])('routing %s comes back', (routing) => {
  expect(routingFromMessage(routingToMessage(routing))).toBe(routing);
});

it.each<HopOutcome>(['forwarded', 'owner', 'not_owner', 'unreachable', 'busy', 'error'])(
  'outcome %s comes back',
  (outcome) => {
    expect(outcomeFromMessage(outcomeToMessage(outcome))).toBe(outcome);
  },
);

it('takes an unset routing for auto, and refuses numbers without a name', () => {
  expect(routingFromMessage(0)).toBe('auto');
  expect(() => routingFromMessage(9 as never)).toThrow(AcordeError);
  expect(() => outcomeFromMessage(0)).toThrow(AcordeError);
});

it('a hop comes back as it was sent', () => {
  const hop: Hop = { index: 2, attempt: 1, from: A, to: B, reason: 'finger 251', outcome: 'busy', ms: 1.25 };
  expect(hopFromMessage(create(HopSchema, hopToMessage(hop)))).toEqual(hop);
});

it.each([null, B])('neighbours come back, with the predecessor %o', (predecessor) => {
  const neighbors = { member: A, predecessor, successors: [B, A] };
  const message = create(GetNeighborsResponseSchema, neighborsToMessage(neighbors));
  expect(neighborsFromMessage(message)).toEqual(neighbors);
});

describe('the answer to a lookup step', () => {
  it.each<LookupStepReply>([
    { kind: 'owner', owner: A, successors: [B] },
    { kind: 'closer', next: [{ contact: B, reason: 'successor 1' }] },
    { kind: 'closer', next: [] },
  ])('comes back: %o', (reply) => {
    expect(stepReplyFromMessage(create(LookupStepResponseSchema, stepReplyToMessage(reply)))).toEqual(reply);
  });

  it('is refused when it is empty or endless', () => {
    expect(() => stepReplyFromMessage(create(LookupStepResponseSchema))).toThrow(AcordeError);
    const next = Array.from({ length: 65 }, () => ({ contact: contactToMessage(B), reason: '' }));
    const endless = create(LookupStepResponseSchema, { answer: { case: 'closer', value: { next } } });
    expect(() => stepReplyFromMessage(endless)).toThrow(AcordeError);
  });
});

it('a member shows its fingers and its phase', () => {
  const fingers = [{ exponent: 255, contact: B }];
  const snapshot = {
    self: A,
    predecessor: null,
    successors: [B],
    fingers,
    joined: true,
    phase: 'up' as const,
  };
  const message = create(RingMemberSchema, ringMemberToMessage(snapshot));
  expect(message).toMatchObject({ phase: 'up', fingers: [{ exponent: 255, contact: { peerId: B.peerId } }] });
  expect(message.predecessor).toBeUndefined();
});

it('checks identifiers and numbers, and says which one is wrong', () => {
  expect(identifierFromText(A.memberId, 'key')).toBe(A.memberId);
  expect(() => identifierFromText('x', 'key')).toThrow(/key must be 64/);
  expect(safeNumber(7n, 'size')).toBe(7);
  expect(() => safeNumber(-1n, 'size')).toThrow(/size/);
  expect(() => safeNumber(2n ** 53n, 'size')).toThrow(/size/);
});
