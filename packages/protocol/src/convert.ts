// Between the core's types and the messages. What comes in is checked here, once: after these functions a contact
// has the right shape. Whether it is authentic is for the peer to say.
import {
  type Contact,
  type Hop,
  type HopOutcome,
  type Identifier,
  isIdentifier,
  type LookupStepReply,
  type Neighbors,
  type RingSnapshot,
  type Routing,
} from '@acorde/chord';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { AcordeError } from './errors.ts';
import type { LookupStepResponse, LookupStepResponseSchema } from './gen/acorde/internal/v1/member_pb.ts';
import {
  type Contact as ContactMessage,
  type ContactSchema,
  type Hop as HopMessage,
  type HopSchema,
  HopOutcome as OutcomeMessage,
  type RingMemberSchema,
  Routing as RoutingMessage,
} from './gen/acorde/v1/ring_pb.ts';

/** Members that one peer may host. */
export const MEMBERS_MAX = 16;
/** Contacts in one reply: twice the longest successor list in use. */
const CONTACTS_MAX = 64;
const ZONE_CHARS_MAX = 64;
const ADDRESS_CHARS_MAX = 300;
const REASON_CHARS_MAX = 64;

/** Checks 64 lowercase hex digits. `what` names it in the error. Throws INVALID_ARGUMENT. */
export function identifierFromText(text: string, what: string): Identifier {
  if (!isIdentifier(text)) throw invalid(`${what} must be 64 lowercase hex digits`);
  return text;
}

/** Checks an unsigned 64-bit number that must fit a double. Throws INVALID_ARGUMENT. */
export function safeNumber(value: bigint, what: string): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(`${what} is out of range`);
  return Number(value);
}

export function contactToMessage(contact: Contact): MessageInitShape<typeof ContactSchema> {
  return { ...contact, incarnation: BigInt(contact.incarnation) };
}

/** A contact as messages have it. */
type ContactFields = Pick<
  ContactMessage,
  'peerId' | 'memberId' | 'index' | 'address' | 'zone' | 'incarnation'
>;

/** Throws INVALID_ARGUMENT for a contact that cannot be one. */
export function contactFromMessage(message: ContactFields | undefined): Contact {
  if (!message) throw invalid('a contact is missing');
  if (!isIdentifier(message.peerId)) throw invalid('peer_id must be 64 lowercase hex digits');
  if (message.index >= MEMBERS_MAX) throw invalid(`index must be less than ${MEMBERS_MAX}`);
  if (message.address === '' || message.address.length > ADDRESS_CHARS_MAX)
    throw invalid('address is not valid');
  if (message.zone.length > ZONE_CHARS_MAX) throw invalid('zone is too long');
  return {
    memberId: identifierFromText(message.memberId, 'member_id'),
    peerId: message.peerId,
    index: message.index,
    address: message.address,
    zone: message.zone,
    incarnation: safeNumber(message.incarnation, 'incarnation'),
  };
}

/** Throws INVALID_ARGUMENT for more contacts than any list holds. */
export function contactsFromMessages(messages: readonly ContactMessage[]): Contact[] {
  if (messages.length > CONTACTS_MAX) throw invalid(`more than ${CONTACTS_MAX} contacts`);
  return messages.map(contactFromMessage);
}

const ROUTING_TO_MESSAGE: Record<Routing, RoutingMessage> = {
  auto: RoutingMessage.AUTO,
  classic: RoutingMessage.CLASSIC,
  full: RoutingMessage.FULL,
};

export function routingToMessage(routing: Routing): RoutingMessage {
  return ROUTING_TO_MESSAGE[routing];
}

/** Unset is `auto`. Throws INVALID_ARGUMENT for a number that has no name. */
export function routingFromMessage(routing: RoutingMessage): Routing {
  if (routing === RoutingMessage.UNSPECIFIED) return 'auto';
  return nameOf(ROUTING_TO_MESSAGE, routing, 'routing');
}

const OUTCOME_TO_MESSAGE: Record<HopOutcome, OutcomeMessage> = {
  forwarded: OutcomeMessage.FORWARDED,
  owner: OutcomeMessage.OWNER,
  not_owner: OutcomeMessage.NOT_OWNER,
  unreachable: OutcomeMessage.UNREACHABLE,
  busy: OutcomeMessage.BUSY,
  error: OutcomeMessage.ERROR,
};

export function outcomeToMessage(outcome: HopOutcome): OutcomeMessage {
  return OUTCOME_TO_MESSAGE[outcome];
}

/** Throws INVALID_ARGUMENT for a number that has no name. */
export function outcomeFromMessage(outcome: OutcomeMessage): HopOutcome {
  return nameOf(OUTCOME_TO_MESSAGE, outcome, 'outcome');
}

export function hopToMessage(hop: Hop): MessageInitShape<typeof HopSchema> {
  return {
    ...hop,
    from: contactToMessage(hop.from),
    to: contactToMessage(hop.to),
    outcome: outcomeToMessage(hop.outcome),
  };
}

/** Throws INVALID_ARGUMENT. */
export function hopFromMessage(message: HopMessage): Hop {
  return {
    index: message.index,
    attempt: message.attempt,
    from: contactFromMessage(message.from),
    to: contactFromMessage(message.to),
    reason: message.reason.slice(0, REASON_CHARS_MAX),
    outcome: outcomeFromMessage(message.outcome),
    ms: message.ms,
  };
}

interface NeighborsMessage {
  readonly member?: ContactMessage | undefined;
  readonly predecessor?: ContactMessage | undefined;
  readonly successors: readonly ContactMessage[];
}

export function neighborsToMessage(neighbors: Neighbors) {
  return {
    member: contactToMessage(neighbors.member),
    ...(neighbors.predecessor && { predecessor: contactToMessage(neighbors.predecessor) }),
    successors: neighbors.successors.map(contactToMessage),
  };
}

/** Throws INVALID_ARGUMENT. */
export function neighborsFromMessage(message: NeighborsMessage): Neighbors {
  return {
    member: contactFromMessage(message.member),
    predecessor: message.predecessor ? contactFromMessage(message.predecessor) : null,
    successors: contactsFromMessages(message.successors),
  };
}

export function stepReplyToMessage(
  reply: LookupStepReply,
): MessageInitShape<typeof LookupStepResponseSchema> {
  if (reply.kind === 'owner') {
    const value = {
      owner: contactToMessage(reply.owner),
      successors: reply.successors.map(contactToMessage),
    };
    return { answer: { case: 'owner', value } };
  }
  const next = reply.next.map(({ contact, reason }) => ({ contact: contactToMessage(contact), reason }));
  return { answer: { case: 'closer', value: { next } } };
}

/** Throws INVALID_ARGUMENT. */
export function stepReplyFromMessage(message: Pick<LookupStepResponse, 'answer'>): LookupStepReply {
  const { answer } = message;
  if (answer.case === 'owner') {
    const owner = contactFromMessage(answer.value.owner);
    return { kind: 'owner', owner, successors: contactsFromMessages(answer.value.successors) };
  }
  if (answer.case !== 'closer') throw invalid('a lookup step without an answer');
  if (answer.value.next.length > CONTACTS_MAX) throw invalid(`more than ${CONTACTS_MAX} candidates`);
  const next = answer.value.next.map((candidate) => ({
    contact: contactFromMessage(candidate.contact),
    reason: candidate.reason.slice(0, REASON_CHARS_MAX),
  }));
  return { kind: 'closer', next };
}

export function ringMemberToMessage(snapshot: RingSnapshot): MessageInitShape<typeof RingMemberSchema> {
  return {
    self: contactToMessage(snapshot.self),
    ...(snapshot.predecessor && { predecessor: contactToMessage(snapshot.predecessor) }),
    successors: snapshot.successors.map(contactToMessage),
    fingers: snapshot.fingers.map((finger) => ({
      exponent: finger.exponent,
      contact: contactToMessage(finger.contact),
    })),
    phase: snapshot.phase,
  };
}

function nameOf<Name extends string>(names: Record<Name, number>, value: number, what: string): Name {
  for (const name of Object.keys(names) as Name[]) if (names[name] === value) return name;
  throw invalid(`${what} has no value ${value}`);
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
