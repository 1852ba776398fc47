import type { Contact } from '../contact.ts';
import { between, inHalfOpen } from '../interval.ts';
import type { Neighbors } from '../neighbors.ts';
import { orderedPrefix } from './ordered-prefix.ts';
import type { RingState } from './ring-state.ts';

/**
 * JOIN: whether `self` belongs between a member and its first successor. True as well when that successor is an
 * earlier life of `self`, which the member still lists, and when the member is alone.
 */
export function isPlaceOf(self: Contact, neighbors: Neighbors): boolean {
  const first = neighbors.successors[0] ?? neighbors.member;
  return inHalfOpen(neighbors.member.memberId, self.memberId, first.memberId);
}

/** JOIN: j.succ := m.succ, j.pred := m, from one reply of m. Source: Zave 2015, section 4. */
export function joinRing(self: Contact, neighbors: Neighbors, length: number): RingState {
  const others = neighbors.successors.slice(0, length + 1).filter((c) => c.memberId !== self.memberId);
  const successors = orderedPrefix(self, others, length);
  return {
    self,
    predecessor: neighbors.member,
    predecessorFailed: false,
    // m alone, or m with nobody but an earlier life of self: m is the successor as well.
    successors: successors.length > 0 ? successors : [neighbors.member],
  };
}

/**
 * The member to ask next on the way to the predecessor of `self`: the nearest before `self` that this reply names
 * and that is strictly nearer than the one that replied. Null when there is none.
 */
export function nearerPlace(
  self: Contact,
  neighbors: Neighbors,
  excluded: ReadonlySet<string>,
): Contact | null {
  const named = [neighbors.predecessor, ...neighbors.successors.slice(0, NAMED_MAX)];
  let nearest: Contact | null = null;
  for (const contact of named) {
    if (contact === null || excluded.has(contact.memberId)) continue;
    const lower = nearest ?? neighbors.member;
    if (between(lower.memberId, contact.memberId, self.memberId)) nearest = contact;
  }
  return nearest;
}

// More than any sensible r; a longer list is a lie.
const NAMED_MAX = 64;
