import type { Inhabitant } from '../support/world.ts';

/**
 * ConnectedAppendages, AtLeastOneRing and AtMostOneRing (Zave 2015, section 5): following the first live successor
 * from any member leads into one and the same cycle.
 */
export function whyNotOneRing(members: readonly Inhabitant[]): string | null {
  const alive = new Map(members.map((m) => [m.contact.memberId as string, m]));
  const best = (id: string) =>
    alive
      .get(id)
      ?.node.snapshot()
      .successors.find((c) => alive.has(c.memberId))?.memberId ?? id;
  const rings = new Set(members.map((m) => ringOf(m.contact.memberId, best, members.length)));
  return rings.size === 1 ? null : `there are ${rings.size} rings`;
}

// The smallest identifier of the cycle that is reached.
function ringOf(start: string, next: (id: string) => string, steps: number): string {
  let at = start;
  for (let i = 0; i < steps; i += 1) at = next(at);
  let least = at;
  for (let id = next(at); id !== at; id = next(id)) if (id < least) least = id;
  return least;
}
