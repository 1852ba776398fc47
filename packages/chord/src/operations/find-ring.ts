import type { Contact } from '../contact.ts';
import { pause } from '../timers/pause.ts';
import { callTwice } from './call.ts';
import { type JoinOutcome, join } from './join.ts';
import type { Member } from './member.ts';

// Known contacts tried before a ring of one is started; its merge probes go on with the rest.
const TRIED_MAX = 64;

// Waits between rounds grow by this factor, from `hurryMs`.
const ROUND_FACTOR = 1.5;

/**
 * Joins the first live ring found through the known contacts; returns whether that worked. While there is a ring that
 * only has no place at the moment (busy, a message lost) it goes on, `joinTriesMax` rounds: a second ring beside a
 * living one is what joining must not make.
 */
export async function findRing(member: Member): Promise<boolean> {
  const { joinTriesMax, hurryMs } = member.parameters;
  let waitMs = hurryMs;
  for (let round = 0; round < joinTriesMax && !member.stopped.cancelled; round += 1) {
    const outcome = await joinAny(member);
    if (outcome !== 'later') return outcome === 'joined';
    await pause(member.clock, waitMs, member.stopped);
    waitMs *= ROUND_FACTOR;
  }
  return false;
}

async function joinAny(member: Member): Promise<JoinOutcome> {
  const width = member.parameters.probesAtOnceMax;
  const known = member.known.all().slice(0, TRIED_MAX);
  let there = false;
  for (let i = 0; i < known.length; i += width) {
    for (const contact of await pingAll(member, known.slice(i, i + width))) {
      const outcome = await join(member, contact);
      if (outcome === 'joined') return outcome;
      if (outcome === 'later') there = true;
    }
  }
  return there ? 'later' : 'no ring';
}

async function pingAll(member: Member, contacts: readonly Contact[]): Promise<Contact[]> {
  const alive = await Promise.all(contacts.map((contact) => isAlive(member, contact)));
  return contacts.filter((_, i) => alive[i]);
}

async function isAlive(member: Member, contact: Contact): Promise<boolean> {
  const outcome = await callTwice(member, contact, (options) => member.remote.ping(contact, options));
  if (outcome.kind === 'unreachable') member.gone(contact, outcome.error.message);
  return outcome.kind !== 'unreachable';
}
