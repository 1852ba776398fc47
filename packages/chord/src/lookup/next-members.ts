// Whom a member names for a key that it does not own: first those that may own it, then those before it, nearest
// first (closest preceding finger; Stoica 2001, figure 5, with the successor list used like fingers).
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { between } from '../interval.ts';
import type { NextMember } from '../lookup-step.ts';
import type { RouteView } from './route-view.ts';

/** Members named in one reply: the best, and enough others for when it is dead. */
export const NEXT_MAX = 8;

// Of these, so many that may own the key: the first dead ones are routed around without another reply.
const OWNERS_MAX = 4;
const KNOWN_OWNERS_MAX = 3;

/** The members to ask next, best first, at most NEXT_MAX, each once. */
export function nextMembers(
  view: RouteView,
  key: Identifier,
  excluded: ReadonlySet<string>,
  routing: 'classic' | 'full',
): NextMember[] {
  const usable = (contact: Contact) => !excluded.has(contact.memberId);
  const next = [
    ...(routing === 'full' ? knownOwners(view, key, usable) : []),
    ...listedOwners(view, key, usable),
    ...withPredecessor(view, key, usable, preceding(view, key, usable, routing)),
  ];
  return distinct(next.length > 0 ? next : lastResort(view, key, usable)).slice(0, NEXT_MAX);
}

type Usable = (contact: Contact) => boolean;

function knownOwners(view: RouteView, key: Identifier, usable: Usable): NextMember[] {
  const self = view.state.self.memberId;
  const owners: NextMember[] = [];
  for (const contact of view.known.live.from(key)) {
    // Beyond self: then self is as good a guess, and the ring's own pointers know better.
    if (owners.length === KNOWN_OWNERS_MAX || !isAtOrAfter(key, contact, self)) break;
    if (usable(contact)) owners.push({ contact, reason: 'member' });
  }
  return owners;
}

function listedOwners(view: RouteView, key: Identifier, usable: Usable): NextMember[] {
  const owners: NextMember[] = [];
  view.state.successors.forEach((contact, i) => {
    if (owners.length === OWNERS_MAX || !isAtOrAfter(key, contact, view.state.self.memberId)) return;
    if (usable(contact)) owners.push({ contact, reason: `successor ${i + 1}` });
  });
  return owners;
}

// For a caller that took self for the owner: somebody has come between. Second to the nearest before the key, because
// for every other caller the predecessor is a long way round.
function withPredecessor(
  view: RouteView,
  key: Identifier,
  usable: Usable,
  others: NextMember[],
): NextMember[] {
  const { self, predecessor: contact, predecessorFailed } = view.state;
  if (contact === null || !isAtOrAfter(key, contact, self.memberId)) return others;
  // One that was shut out is named all the same unless it was found dead here too: the caller may have tried an
  // earlier life of it.
  if (!usable(contact) && predecessorFailed) return others;
  return [...others.slice(0, 1), { contact, reason: 'predecessor' }, ...others.slice(1)];
}

function preceding(
  view: RouteView,
  key: Identifier,
  usable: Usable,
  routing: 'classic' | 'full',
): NextMember[] {
  const self = view.state.self.memberId;
  const pool: NextMember[] = [];
  view.state.successors.forEach((contact, i) => {
    pool.push({ contact, reason: `successor ${i + 1}` });
  });
  for (const [exponent, contact] of view.fingers.entries()) {
    pool.push({ contact, reason: `finger ${exponent}` });
  }
  if (routing === 'full') pool.push(...knownBefore(view, key));
  return pool
    .filter(({ contact }) => usable(contact) && between(self, contact.memberId, key))
    .sort((a, b) => clockwise(self, b.contact, a.contact));
}

function knownBefore(view: RouteView, key: Identifier): NextMember[] {
  const nearest: NextMember[] = [];
  for (const contact of view.known.live.before(key)) {
    if (nearest.length === KNOWN_OWNERS_MAX) break;
    nearest.push({ contact, reason: 'member' });
  }
  return nearest;
}

// Nobody usable is listed between here and the key, nor just after it: any finger beyond it may know more.
function lastResort(view: RouteView, key: Identifier, usable: Usable): NextMember[] {
  return view.fingers
    .list()
    .filter(({ contact }) => usable(contact) && isAtOrAfter(key, contact, view.state.self.memberId))
    .map(({ exponent, contact }) => ({ contact, reason: `finger ${exponent}` }))
    .reverse();
}

/** Whether the contact lies in [key, self). */
function isAtOrAfter(key: Identifier, contact: Contact, self: Identifier): boolean {
  return contact.memberId !== self && (contact.memberId === key || between(key, contact.memberId, self));
}

/** Orders two contacts, neither of them at `from`, by their distance clockwise from it. */
function clockwise(from: Identifier, a: Contact, b: Contact): number {
  if (a.memberId === b.memberId) return 0;
  return between(from, a.memberId, b.memberId) ? -1 : 1;
}

// Each once; of two lives of one member the later, in the place of the first.
function distinct(next: readonly NextMember[]): NextMember[] {
  const members = new Map<string, NextMember>();
  for (const named of next) {
    const before = members.get(named.contact.memberId);
    if (before === undefined || before.contact.incarnation < named.contact.incarnation) {
      members.set(named.contact.memberId, named);
    }
  }
  return [...members.values()];
}
