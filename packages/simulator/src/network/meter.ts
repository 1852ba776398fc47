// Counts what messages would weigh on the wire: the protobuf payload of `acorde/internal/v1/member.proto`, field by field,
// with identifiers as 64 hex digits. Headers of HTTP/2 and TLS are not payload, and are not counted.
import type { Contact, LookupStepReply, LookupStepRequest, Neighbors } from '@acorde/chord';
import type { Method } from './network.ts';

const IDENTIFIER_BYTES = 64;
// gRPC's own prefix of each message.
const PREFIX_BYTES = 5;
const ENUM_BYTES = 2;

/** Messages and their bytes, by the method of their call. */
export class Meter {
  readonly messages: Record<Method, number> = {
    getNeighbors: 0,
    lookupStep: 0,
    notify: 0,
    ping: 0,
    leaving: 0,
  };
  readonly bytes: Record<Method, number> = { getNeighbors: 0, lookupStep: 0, notify: 0, ping: 0, leaving: 0 };

  /** A call goes out. */
  request(method: Method, from: Contact, step: LookupStepRequest | null): void {
    const to = field(IDENTIFIER_BYTES);
    const caller = method === 'notify' || method === 'leaving' ? field(contactBytes(from)) : 0;
    this.#add(method, to + caller + (step === null ? 0 : stepBytes(step)));
  }

  /** Its reply comes back; null for an error, or an empty one. */
  reply(method: Method, reply: unknown): void {
    this.#add(method, replyBytes(method, reply));
  }

  #add(method: Method, payload: number): void {
    this.messages[method] += 1;
    this.bytes[method] += PREFIX_BYTES + payload;
  }
}

function replyBytes(method: Method, reply: unknown): number {
  if (reply === null || reply === undefined) return 0;
  if (method === 'getNeighbors') {
    const { member, predecessor, successors } = reply as Neighbors;
    return contactsBytes([member, ...(predecessor ? [predecessor] : []), ...successors]);
  }
  return method === 'lookupStep' ? field(answerBytes(reply as LookupStepReply)) : 0;
}

function answerBytes(reply: LookupStepReply): number {
  if (reply.kind === 'owner') return contactsBytes([reply.owner, ...reply.successors]);
  return reply.next.reduce((sum, { contact, reason }) => {
    return sum + field(field(contactBytes(contact)) + field(reason.length));
  }, 0);
}

function stepBytes({ excluded }: LookupStepRequest): number {
  return field(IDENTIFIER_BYTES) * (1 + excluded.length) + ENUM_BYTES;
}

function contactsBytes(contacts: readonly Contact[]): number {
  return contacts.reduce((sum, contact) => sum + field(contactBytes(contact)), 0);
}

/** One contact: peer, member, index, address, zone, incarnation; what is empty or zero is not sent. */
export function contactBytes({ address, zone, index, incarnation }: Contact): number {
  const numbers = (index === 0 ? 0 : 1 + varintBytes(index)) + 1 + varintBytes(incarnation);
  return (
    2 * field(IDENTIFIER_BYTES) + field(address.length) + (zone === '' ? 0 : field(zone.length)) + numbers
  );
}

// A tag of one byte, the length, the content.
function field(bytes: number): number {
  return 1 + varintBytes(bytes) + bytes;
}

function varintBytes(value: number): number {
  return value < 1 ? 1 : Math.floor(Math.log2(value) / 7) + 1;
}
