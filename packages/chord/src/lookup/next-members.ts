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

/** The members to ask next, best first, at most `max`, each once. */
export function nextMembers(
  view: RouteView,
  key: Identifier,
  excluded: ReadonlySet<string>,
  route: Route,
  max: number = NEXT_MAX,
): NextMember[] {
  const asked: Question = { view, key, excluded, route };
  const next = route === 'full' ? knownOwners(asked) : [];
  next.push(...listedOwners(asked), ...withPredecessor(asked, preceding(asked)));
  return distinct(next.length > 0 ? next : lastResort(asked), max).map(named);
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

function preceding(asked: Question): Known[] {
  const { view, key, route } = asked;
  const nearest: Known[] = [];
  const { successors } = view.state;
  for (let i = successors.length - 1; i >= 0; i -= 1) {
    add(nearest, asked, { contact: successors[i] as Contact, where: 'successor', number: i + 1 });
  }
  addFingers(nearest, asked);
  if (route === 'classic') return nearest;
  for (const contact of knownBefore(view, key)) add(nearest, asked, { contact, where: 'member', number: -1 });
  return nearest;
}

// Backwards from the key, and no further than they are of use: in a large ring most steps pass here, and most of the
// fingers lie beyond the key or far before it.
function addFingers(nearest: Known[], asked: Question): void {
  const { fingers } = asked.view;
  for (let i = Math.min(countBefore(asked), fingers.size - 1); i >= 0; i -= 1) {
    const contact = fingers.contact(i);
    const near = asked.route === 'classic' ? contact : fingers.near(i);
    const number = fingers.exponent(i);
    if (near !== contact) add(nearest, asked, { contact: near, where: 'finger', number });
    const isNamed = near === contact && asked.route !== 'classic';
    if (!isNamed && !fingers.isClassic(i)) continue;
    if (!add(nearest, asked, { contact, where: 'finger', number })) return;
  }
}

// How many fingers lie between self and the key: the first ones, since they stand in the order of the circle.
function countBefore({ view, key }: Question): number {
  const { fingers, state } = view;
  let low = 0;
  let high = fingers.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (between(state.self.memberId, fingers.contact(middle).memberId, key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Keeps the NEXT_MAX nearest to the key, nearest first, each once; cheaper than to sort some forty of them. Returns false
// when nobody farther from the key has a place any more.
function add(nearest: Known[], { view, key, excluded }: Question, known: Known): boolean {
  const self = view.state.self.memberId;
  const { memberId, incarnation } = known.contact;
  if (!between(self, memberId, key) || excluded.has(memberId)) return true;
  let at = nearest.length;
  for (; at > 0; at -= 1) {
    const { contact } = nearest[at - 1] as Known;
    if (contact.memberId === memberId) {
      if (contact.incarnation < incarnation) nearest[at - 1] = known;
      return true;
    }
    if (between(self, memberId, contact.memberId)) break;
  }
  if (at === NEXT_MAX) return false;
  nearest.splice(at, 0, known);
  if (nearest.length > NEXT_MAX) nearest.pop();
  return true;
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

// The first `max`, each once; of two lives of one member the later, in the place of the first.
function distinct(next: readonly Known[], max: number): Known[] {
  const members: Known[] = [];
  for (const known of next) {
    const { memberId, incarnation } = known.contact;
    const at = members.findIndex(({ contact }) => contact.memberId === memberId);
    const before = members[at];
    if (before !== undefined && before.contact.incarnation < incarnation) members[at] = known;
    if (before === undefined && members.length < max) members.push(known);
  }
  return members;
}
