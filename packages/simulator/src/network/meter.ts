// Counts what messages would weigh on the wire: the protobuf payload of `acorde/internal/v1/member.proto`, field by field,
// as members write it to each other (in few bytes). Headers of HTTP/2 and TLS are not payload, and are not counted.
import {
  type Contact,
  type LookupStepReply,
  type LookupStepRequest,
  type Neighbors,
  type NextMember,
  sameContact,
} from '@acorde/chord';
import { LastLists } from './last-lists.ts';
import type { Method } from './network.ts';

const IDENTIFIER_BYTES = 32;
// Instead of the simulator's own addresses those of IPv4: four bytes and the port.
const ENDPOINT_BYTES = 6;
// gRPC's own prefix of each message.
const PREFIX_BYTES = 5;
// A field whose number is below 128.
const SMALL_BYTES = 2;
// A reason is its kind and so many times its number.
const REASON_KINDS = 8;

/** A call: who makes it, whom to, and the step when it is one of a lookup. */
export interface MeteredCall {
  readonly method: Method;
  readonly from: Contact;
  readonly to: Contact;
  readonly step: LookupStepRequest | null;
}

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
  readonly #neighbors = new LastLists();
  readonly #owners = new LastLists();

  /** A call goes out. */
  request(call: MeteredCall): void {
    const { method, from, to, step } = call;
    // The member called, by its index.
    let payload = SMALL_BYTES;
    if (method === 'notify' || method === 'leaving') payload += field(contactBytes(from));
    if (method === 'getNeighbors' || method === 'lookupStep') payload += number(to.incarnation);
    const known = this.#listsOf(call)?.knownBy(from, to);
    if (known) payload += number(known.version);
    this.#add(method, payload + (step === null ? 0 : stepBytes(step)));
  }

  /** Its reply comes back; null for an error, or an empty one. */
  reply(call: MeteredCall, reply: unknown): void {
    const isEmpty = reply === null || reply === undefined;
    this.#add(call.method, isEmpty ? 0 : this.#replyBytes(call, reply));
  }

  #replyBytes(call: MeteredCall, reply: unknown): number {
    if (call.method === 'getNeighbors') return this.#neighborsBytes(call, reply as Neighbors);
    if (call.step === null) return 0;
    const answer = reply as LookupStepReply;
    if (answer.kind === 'closer') return field(closerBytes(answer.next));
    return field(selfBytes(call, answer.owner) + this.#listBytes(call, answer.owner, answer.successors));
  }

  #neighborsBytes(call: MeteredCall, { member, predecessor, successors }: Neighbors): number {
    const list = predecessor === null ? successors : [predecessor, ...successors];
    const without = predecessor === null ? SMALL_BYTES : 0;
    return selfBytes(call, member) + without + this.#listBytes(call, member, list);
  }

  #listBytes(call: MeteredCall, self: Contact, list: readonly Contact[]): number {
    const lists = this.#listsOf(call);
    if (lists === null) return 0;
    const { now, base } = lists.tell(call.from, self, list);
    if (now === base) return SMALL_BYTES;
    const version = number(now.version);
    if (base === null) return field(version + contactsBytes(list));
    const fresh = list.filter((contact) => !base.list.some((known) => sameContact(known, contact)));
    return field(version + field(list.length) + contactsBytes(fresh));
  }

  // Null where no list is answered.
  #listsOf({ method, step }: MeteredCall): LastLists | null {
    if (method === 'getNeighbors') return this.#neighbors;
    return step === null || step.brief ? null : this.#owners;
  }

  #add(method: Method, payload: number): void {
    this.messages[method] += 1;
    this.bytes[method] += PREFIX_BYTES + payload;
  }
}

// The caller knows the member itself, unless that has begun a later life.
function selfBytes({ to }: MeteredCall, self: Contact): number {
  return sameContact(to, self) ? 0 : field(contactBytes(self));
}

function closerBytes(next: readonly NextMember[]): number {
  return next.reduce((sum, { contact, reason }) => {
    const code = REASON_KINDS * Number(reason.split(' ')[1] ?? 0) + REASON_KINDS - 1;
    return sum + field(field(contactBytes(contact)) + number(code));
  }, 0);
}

function stepBytes({ excluded, brief }: LookupStepRequest): number {
  return field(IDENTIFIER_BYTES) * (1 + excluded.length) + SMALL_BYTES + (brief ? SMALL_BYTES : 0);
}

function contactsBytes(contacts: readonly Contact[]): number {
  return contacts.reduce((sum, contact) => sum + field(contactBytes(contact)), 0);
}

/** One contact: peer, index, endpoint, zone, incarnation; what is empty or zero is not sent. */
export function contactBytes({ zone, index, incarnation }: Contact): number {
  const names = field(IDENTIFIER_BYTES) + field(ENDPOINT_BYTES) + (zone === '' ? 0 : field(zone.length));
  return names + (index === 0 ? 0 : number(index)) + number(incarnation);
}

// A tag of one byte, and the number.
function number(value: number): number {
  return 1 + varintBytes(value);
}

// A tag of one byte, the length, the content.
function field(bytes: number): number {
  return 1 + varintBytes(bytes) + bytes;
}

function varintBytes(value: number): number {
  return value < 1 ? 1 : Math.floor(Math.log2(value) / 7) + 1;
}
