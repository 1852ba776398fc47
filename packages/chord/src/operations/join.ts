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

/** `later`: there is a ring, or may be one, but it has no place for us at this moment; `no ring`: none through `via`. */
export type JoinOutcome = 'joined' | 'later' | 'no ring';

/** Joins the ring of `via`, which has just given a sign of life. */
export async function join(member: Member, via: Contact): Promise<JoinOutcome> {
  const near = await nearOwnPlace(member, via);
  const place = near === 'later' ? near : await findPlace(member, near);
  if (typeof place === 'string') return place;
  if (member.stopped.cancelled) return 'later';
  member.enter(via);
  member.predecessorSeenMs = member.clock.nowMs();
  member.ring.apply(() => joinRing(member.self, place, member.parameters.successorListLength));
  return 'joined';
}

async function nearOwnPlace(member: Member, via: Contact): Promise<Contact | 'later'> {
  try {
    return (await ownerThrough(member, via)) ?? via;
  } catch (error) {
    // One silence of a member that lived a moment ago is not the end of its ring.
    if (error instanceof ChordError && error.code === 'PEER_UNREACHABLE') return 'later';
    throw error;
  }
}

/** Walks from a member near our place to the one just before it. */
async function findPlace(member: Member, start: Contact): Promise<Neighbors | 'later' | 'no ring'> {
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
  return last === null && waits === 0 ? 'no ring' : 'later';
}
