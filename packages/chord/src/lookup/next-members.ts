// Whom a member names for a key that it does not own: first those that may own it, then those before it, nearest
// first (closest preceding finger; Stoica 2001, figure 5, with the successor list used like fingers).
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { between } from '../interval.ts';
import type { NextMember } from '../lookup-step.ts';
import type { Route } from './choose-routing.ts';
import type { RouteView } from './route-view.ts';

/** Members named in one reply: the best, and enough others for when it is dead. */
export const NEXT_MAX = 8;

// Of these, so many that may own the key: the first dead ones are routed around without another reply.
const OWNERS_MAX = 6;
const KNOWN_OWNERS_MAX = 3;

/** The members to ask next, best first, at most NEXT_MAX, each once. */
export function nextMembers(
  view: RouteView,
  key: Identifier,
  excluded: ReadonlySet<string>,
  route: Route,
): NextMember[] {
  const asked: Question = { view, key, excluded, route };
  const owners = listedOwners(asked);
  const next = [
    ...(route === 'full' ? knownOwners(asked) : []),
    ...owners,
    ...withPredecessor(asked, preceding(asked)),
  ];
  return distinct(next.length > 0 ? next : lastResort(asked)).map(named);
}

interface Question {
  readonly view: RouteView;
  readonly key: Identifier;
  readonly excluded: ReadonlySet<string>;
  readonly route: Route;
}

// A member and where it stands; made into words only when it is named.
interface Known {
  readonly contact: Contact;
  readonly where: 'successor' | 'finger' | 'predecessor' | 'member';
  readonly number: number;
}

function named({ contact, where, number }: Known): NextMember {
  return { contact, reason: number < 0 ? where : `${where} ${number}` };
}

function knownOwners({ view, key, excluded }: Question): Known[] {
  const self = view.state.self.memberId;
  const owners: Known[] = [];
  for (const contact of view.known.live.from(key)) {
    // Beyond self: then self is as good a guess, and the ring's own pointers know better.
    if (owners.length === KNOWN_OWNERS_MAX || !isAtOrAfter(key, contact, self)) break;
    if (!excluded.has(contact.memberId)) owners.push({ contact, where: 'member', number: -1 });
  }
  return owners;
}

function listedOwners({ view, key, excluded }: Question): Known[] {
  const { self, successors } = view.state;
  const owners: Known[] = [];
  successors.forEach((contact, i) => {
    if (owners.length === OWNERS_MAX || !isAtOrAfter(key, contact, self.memberId)) return;
    if (!excluded.has(contact.memberId)) owners.push({ contact, where: 'successor', number: i + 1 });
  });
  return owners;
}

// For a caller that took self for the owner: somebody has come between. Second to the nearest before the key, because
// for every other caller the predecessor is a long way round.
function withPredecessor({ view, key, excluded }: Question, others: Known[]): Known[] {
  const { self, predecessor: contact, predecessorFailed } = view.state;
  if (contact === null || !isAtOrAfter(key, contact, self.memberId)) return others;
  // One that was shut out is named all the same unless it was found dead here too: the caller may have tried an
  // earlier life of it.
  if (excluded.has(contact.memberId) && predecessorFailed) return others;
  return [...others.slice(0, 1), { contact, where: 'predecessor', number: -1 }, ...others.slice(1)];
}

function preceding({ view, key, excluded, route }: Question): Known[] {
  const self = view.state.self.memberId;
  const nearest: Known[] = [];
  const add = (contact: Contact, where: Known['where'], number: number) => {
    if (between(self, contact.memberId, key) && !excluded.has(contact.memberId))
      insert(nearest, { contact, where, number }, self);
  };
  view.state.successors.forEach((contact, i) => {
    add(contact, 'successor', i + 1);
  });
  const { fingers } = view;
  for (let i = fingers.size - 1; i >= 0; i -= 1) {
    const [contact, near] = [fingers.contact(i), fingers.near(i)];
    if (route !== 'classic') add(near, 'finger', fingers.exponent(i));
    if (fingers.isClassic(i) && (route === 'classic' || near !== contact))
      add(contact, 'finger', fingers.exponent(i));
  }
  if (route !== 'classic') for (const contact of knownBefore(view, key)) add(contact, 'member', -1);
  return nearest;
}

// Keeps the NEXT_MAX farthest from self, farthest first, each once; cheaper than to sort some forty of them.
function insert(nearest: Known[], known: Known, self: Identifier): void {
  const { memberId, incarnation } = known.contact;
  let at = nearest.length;
  for (; at > 0; at -= 1) {
    const { contact } = nearest[at - 1] as Known;
    if (contact.memberId === memberId) {
      if (contact.incarnation < incarnation) nearest[at - 1] = known;
      return;
    }
    if (between(self, memberId, contact.memberId)) break;
  }
  if (at === NEXT_MAX) return;
  nearest.splice(at, 0, known);
  if (nearest.length > NEXT_MAX) nearest.pop();
}

function knownBefore(view: RouteView, key: Identifier): Contact[] {
  const nearest: Contact[] = [];
  for (const contact of view.known.live.before(key)) {
    if (nearest.push(contact) === KNOWN_OWNERS_MAX) break;
  }
  return nearest;
}

// Nobody usable is listed between here and the key, nor just after it: any finger beyond it may know more.
function lastResort({ view, key, excluded }: Question): Known[] {
  return view.fingers
    .list()
    .filter(
      ({ contact }) => !excluded.has(contact.memberId) && isAtOrAfter(key, contact, view.state.self.memberId),
    )
    .map(({ exponent, contact }): Known => ({ contact, where: 'finger', number: exponent }))
    .reverse();
}

/** Whether the contact lies in [key, self). */
function isAtOrAfter(key: Identifier, contact: Contact, self: Identifier): boolean {
  return contact.memberId !== self && (contact.memberId === key || between(key, contact.memberId, self));
}

// The first NEXT_MAX, each once; of two lives of one member the later, in the place of the first.
function distinct(next: readonly Known[]): Known[] {
  const members: Known[] = [];
  for (const known of next) {
    const { memberId, incarnation } = known.contact;
    const at = members.findIndex(({ contact }) => contact.memberId === memberId);
    const before = members[at];
    if (before !== undefined && before.contact.incarnation < incarnation) members[at] = known;
    if (before === undefined && members.length < NEXT_MAX) members.push(known);
  }
  return members;
}
