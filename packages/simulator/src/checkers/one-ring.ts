import { byReach, type Checker, type MemberView, reach } from './member-view.ts';

/**
 * ConnectedAppendages, AtLeastOneRing and AtMostOneRing (Zave 2015, section 5): following the first live successor from
 * any member leads into one and the same cycle.
 */
export const oneRing: Checker = (members) => {
  const count = countRings(members);
  return count <= 1 ? null : `there are ${count} rings`;
};

/** The cycles that following first live successors leads into. */
export function countRings(members: readonly MemberView[]): number {
  const alive = byReach(members);
  const next = new Map(members.map((member) => [member, bestSuccessor(member, alive)]));
  return new Set(members.map((member) => ringOf(member, next))).size;
}

function bestSuccessor(member: MemberView, alive: ReadonlyMap<string, MemberView>): MemberView {
  for (const contact of member.successors) {
    const found = alive.get(reach(contact));
    if (found !== undefined) return found;
  }
  return member;
}

// Named by the smallest identifier of the cycle that is reached.
function ringOf(start: MemberView, next: ReadonlyMap<MemberView, MemberView>): string {
  const follow = (member: MemberView) => next.get(member) ?? member;
  let at = start;
  for (let i = 0; i < next.size; i += 1) at = follow(at);
  let least = at.self.memberId;
  for (let member = follow(at); member !== at; member = follow(member)) {
    if (member.self.memberId < least) least = member.self.memberId;
  }
  return least;
}
