// Proximity: any member between a finger's place and the next one's does for routing, so the one with the shortest round
// trip is taken. Each refresh compares one more candidate, by a ping if need be, so the choice gets better with time and
// costs one short call a turn. Source: Dabek et al. 2004 (DHash++), section 4; `npm run bench -- routes` has what it saves.
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { chooseRouting } from '../lookup/choose-routing.ts';
import { callOnce } from './call.ts';
import type { Member } from './member.ts';

// A candidate must be better by so much, else lists change for nothing.
const BETTER_FACTOR = 0.8;

// Contacts known at a finger's place that are looked through.
const KNOWN_MAX = 16;

/** Compares one of `found`, or of the members known at the finger's place, with the one that routing takes now. */
export async function chooseNear(member: Member, slot: number, found: readonly Contact[]): Promise<void> {
  const { fingers, random, self, view } = member;
  // Where lookups are one hop, fingers hardly matter.
  if (chooseRouting(view, 'auto') === 'full') return;
  const near = fingers.getNear(slot);
  if (near === undefined) return;
  const wouldDo = fingers.wouldDo(slot);
  const candidates = [...found, ...knownAt(member, fingers.place(slot), wouldDo)].filter(
    (contact) => contact.memberId !== near.memberId && contact.memberId !== self.memberId && wouldDo(contact),
  );
  const candidate = candidates[Math.floor(random.next() * candidates.length)];
  if (candidate === undefined) return;
  const [nearMs, candidateMs] = [await tripMs(member, near), await tripMs(member, candidate)];
  if (candidateMs === null || fingers.getNear(slot) !== near) return;
  if (nearMs === null || candidateMs < nearMs * BETTER_FACTOR) fingers.setNear(slot, candidate);
}

function knownAt({ known }: Member, place: Identifier, wouldDo: (contact: Contact) => boolean): Contact[] {
  const there: Contact[] = [];
  for (const contact of known.live.from(place)) {
    if (there.length === KNOWN_MAX || !wouldDo(contact)) break;
    there.push(contact);
  }
  return there;
}

/** Null when it does not answer; that alone says nothing about its life. */
async function tripMs(member: Member, contact: Contact): Promise<number | null> {
  const { roundTrips, remote } = member;
  if (roundTrips.smoothedMs(contact.peerId) === null) {
    await callOnce(member, contact, (options) => remote.ping(contact, options));
  }
  return roundTrips.smoothedMs(contact.peerId);
}
