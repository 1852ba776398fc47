// JOIN(j): find a live m with between(m, j, m.succ[0]); then j.succ := m.succ and j.pred := m, from one reply of m.
// Source: Zave 2015, section 4. An ordinary lookup leads near the place; the place itself is confirmed by m alone.
import { ChordError } from '../chord-error.ts';
import type { Contact } from '../contact.ts';
import type { Neighbors } from '../neighbors.ts';
import { isPlaceOf, joinRing, nearerPlace } from '../ring/join-ring.ts';
import { pause } from '../timers/pause.ts';
import { askNeighbors } from './ask-neighbors.ts';
import type { Member } from './member.ts';
import { ownerThrough } from './owner-through.ts';

/** Joins the ring of `via`. Returns whether that worked; false when `via` is part of no ring, or out of reach. */
export async function join(member: Member, via: Contact): Promise<boolean> {
  const near = await nearOwnPlace(member, via);
  const place = near && (await findPlace(member, near));
  if (!place || member.stopped.cancelled) return false;
  member.enter(via);
  member.predecessorSeenMs = member.clock.nowMs();
  member.ring.apply(() => joinRing(member.self, place, member.parameters.successorListLength));
  return true;
}

async function nearOwnPlace(member: Member, via: Contact): Promise<Contact | null> {
  try {
    return (await ownerThrough(member, via)) ?? via;
  } catch (error) {
    if (error instanceof ChordError && error.code === 'PEER_UNREACHABLE') return null;
    throw error;
  }
}

/** Walks from a member near our place to the one just before it. */
async function findPlace(member: Member, start: Contact): Promise<Neighbors | null> {
  const { hopsMax, joinTriesMax, hurryMs } = member.parameters;
  const excluded = new Set<string>([member.self.memberId]);
  let at: Contact | null = start;
  let last: Neighbors | null = null;
  let waits = 0;
  for (let hops = 0; hops < hopsMax && at !== null && waits < joinTriesMax; hops += 1) {
    const answer = await askNeighbors(member, at);
    if (answer.kind === 'neighbors') {
      if (isPlaceOf(member.self, answer.neighbors)) return answer.neighbors;
      last = answer.neighbors;
      at = nearerPlace(member.self, last, excluded);
    } else if (answer.kind === 'gone') {
      excluded.add(at.memberId);
      at = last && nearerPlace(member.self, last, excluded);
    } else {
      waits += 1;
      await pause(member.clock, hurryMs, member.stopped);
    }
  }
  return null;
}
