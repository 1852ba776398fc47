// A large ring, made at once: while it is founded an oracle answers every call with the truth about the ring that is
// meant, so each member joins by its own protocol in a handful of questions and fills its fingers within a few turns.
// After that nobody answers but the members themselves.
import type { Contact, Identifier, LookupStepReply, LookupStepRequest, Neighbors } from '@acorde/chord';
import type { Intercept } from '../network/process-remote.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';

// Turns of the finger timer for uneven places.
const SPARE_TURNS = 6;
const JITTER_MAX = 1.5;

/** What `foundRing` is asked for. */
export interface FoundOptions {
  /** Members that each one knows from the start, besides its neighbours. */
  readonly knownEach?: number;
}

/** Starts the hosts, which must not run, as one ideal ring with its fingers; virtual time passes, without a message. */
export async function foundRing(
  world: World,
  hosts: readonly Host[],
  options: FoundOptions = {},
): Promise<void> {
  const order = inOrder(hosts);
  const contacts = order.map(({ contact }) => ({ ...contact, incarnation: contact.incarnation + 1 }));
  const before = world.intercept;
  world.intercept = oracle(contacts, world.parameters.successorListLength);
  for (const [i, host] of order.entries()) {
    world.start(host, knownFrom(contacts, i, options.knownEach ?? 1));
  }
  await world.run(foundingMs(world, order.length));
  world.intercept = before;
}

// A turn for each digit of each level of the fingers.
function foundingMs({ parameters }: World, count: number): number {
  const { fingerBase, fingerIntervalMinMs } = parameters;
  const levels = Math.log2(count + 1) / Math.log2(fingerBase);
  const turns = Math.ceil(levels * (fingerBase - 1)) + SPARE_TURNS;
  return turns * JITTER_MAX * fingerIntervalMinMs;
}

function inOrder(hosts: readonly Host[]): Host[] {
  return [...hosts].sort((a, b) => (a.contact.memberId < b.contact.memberId ? -1 : 1));
}

// Those after it, evenly over the circle: nobody is known by all.
function knownFrom(contacts: readonly Contact[], position: number, count: number): Contact[] {
  const wanted = Math.min(count, contacts.length - 1);
  return Array.from({ length: wanted }, (_, i) => {
    return at(contacts, position + 1 + Math.floor((i * (contacts.length - 1)) / wanted));
  });
}

/** Answers every call with the truth about the ideal ring of these contacts, which are in the order of the circle. */
export function oracle(contacts: readonly Contact[], successorListLength: number): Intercept {
  const positions = new Map(contacts.map(({ memberId }, i) => [memberId, i]));
  // One more than r: the caller may stand among them.
  const length = Math.min(successorListLength + 1, contacts.length - 1);
  const successors = (i: number) => Array.from({ length }, (_, n) => at(contacts, i + 1 + n));
  // The caller is looking for its place, or knows that it is there: it is told who stands before it.
  const predecessor = (i: number, from: Contact) => {
    if (contacts.length === 1) return null;
    return at(contacts, at(contacts, i - 1).memberId === from.memberId ? i - 2 : i - 1);
  };
  const neighbors = (i: number, from: Contact): Neighbors => ({
    member: at(contacts, i),
    predecessor: predecessor(i, from),
    successors: successors(i),
  });
  const step = (i: number, { key, excluded }: LookupStepRequest): LookupStepReply => {
    const owner = ownerPosition(contacts, key, excluded);
    if (owner === i) return { kind: 'owner', owner: at(contacts, i), successors: successors(i) };
    return { kind: 'closer', next: [{ contact: at(contacts, owner), reason: 'hint' }] };
  };
  return (call) => {
    const i = positions.get(call.to.memberId) ?? 0;
    if (call.method === 'getNeighbors') return Promise.resolve(neighbors(i, call.from));
    if (call.step !== null) return Promise.resolve(step(i, call.step));
    return Promise.resolve(undefined);
  };
}

function ownerPosition(
  contacts: readonly Contact[],
  key: Identifier,
  excluded: readonly Identifier[],
): number {
  let position = firstAtOrAfter(contacts, key);
  for (let i = 0; i < contacts.length && excluded.includes(at(contacts, position).memberId); i += 1)
    position += 1;
  return position % contacts.length;
}

/** The position of the first contact at or after the key; 0 when the key lies beyond the last. */
export function firstAtOrAfter(contacts: readonly Contact[], key: Identifier): number {
  let low = 0;
  let high = contacts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(contacts, middle).memberId < key) low = middle + 1;
    else high = middle;
  }
  return low % contacts.length;
}

function at(contacts: readonly Contact[], position: number): Contact {
  return contacts[(position + contacts.length) % contacts.length] as Contact;
}
