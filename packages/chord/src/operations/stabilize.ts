// STABILIZE, the timer's job. Source: Zave 2015, section 4 (and the 2016/17 model). The first successor that answers
// gives the whole list; its predecessor, when it lies between, is asked itself and gives the list instead; then the
// first successor is notified. Nothing is adopted that has not just answered, and the state is reread after each await.
import { type Contact, sameContacts } from '../contact.ts';
import { between } from '../interval.ts';
import { adoptSuccessors } from '../ring/adopt-successors.ts';
import { dropSuccessor } from '../ring/drop-successor.ts';
import { firstSuccessor } from '../ring/ring-state.ts';
import { askNeighbors } from './ask-neighbors.ts';
import type { Member } from './member.ts';
import { notifyNeighbors } from './notify-neighbors.ts';

/** `retry`: a neighbour could not say; `moved`: another first successor; `changed`: anything else did; `quiet`. */
export type StabilizeOutcome = 'retry' | 'moved' | 'changed' | 'quiet';

/** One round; `announce` has the predecessor hear of us although nothing changed. */
export async function stabilize(member: Member, announce = false): Promise<StabilizeOutcome> {
  const before = member.ring.state;
  const candidate = await adoptFromFirst(member);
  const nearer = candidate === 'later' ? 'later' : await adoptIfNearer(member, candidate);
  const changed = !sameContacts(before.successors, member.ring.state.successors);
  await notifyNeighbors(member, changed || announce);
  const after = member.ring.state;
  if (firstSuccessor(before).memberId !== firstSuccessor(after).memberId) return 'moved';
  if (candidate === 'later' || nearer === 'later') return 'retry';
  return sameContacts(before.successors, after.successors) ? 'quiet' : 'changed';
}

/**
 * Adopts the list of the first successor that answers, dropping dead ones. Returns that one's predecessor, the
 * candidate for the next step. A member left alone is its own first successor.
 */
async function adoptFromFirst(member: Member): Promise<Contact | null | 'later'> {
  for (let tries = 0; tries <= member.parameters.successorListLength; tries += 1) {
    const first = member.ring.state.successors[0];
    if (first === undefined) return member.ring.state.predecessor;
    const answer = await member.ring.query(() => adoptListOf(member, first));
    if (answer !== 'gone') return answer;
  }
  return 'later';
}

async function adoptListOf(member: Member, first: Contact): Promise<Contact | null | 'later' | 'gone'> {
  const answer = await askNeighbors(member, first);
  if (answer.kind === 'later') return 'later';
  if (answer.kind === 'gone') {
    member.ring.apply((state) => dropSuccessor(state, first));
    if (member.ring.state.successors.length === 0) member.hurryMerge();
    return 'gone';
  }
  const { neighbors } = answer;
  if (member.ring.state.successors[0]?.memberId === first.memberId)
    adopt(member, neighbors.member, neighbors.successors);
  return neighbors.predecessor;
}

/** Asks a candidate that lies between here and the first successor, and makes it the first successor. */
export function adoptIfNearer(
  member: Member,
  candidate: Contact | null,
): Promise<'adopted' | 'later' | 'gone' | 'farther'> {
  if (candidate === null || !isNearer(member, candidate)) return Promise.resolve('farther');
  return member.ring.query(async () => {
    const answer = await askNeighbors(member, candidate);
    if (answer.kind !== 'neighbors') return answer.kind;
    if (!isNearer(member, candidate)) return 'farther';
    adopt(member, answer.neighbors.member, answer.neighbors.successors);
    return 'adopted';
  });
}

function isNearer(member: Member, candidate: Contact): boolean {
  const { state } = member.ring;
  return between(state.self.memberId, candidate.memberId, firstSuccessor(state).memberId);
}

function adopt(member: Member, first: Contact, rest: readonly Contact[]): void {
  const { successorListLength } = member.parameters;
  member.ring.apply((state) => adoptSuccessors(state, first, rest, successorListLength));
}
