import type { Contact } from '../contact.ts';
import { callTwice } from './call.ts';
import { join } from './join.ts';
import type { Member } from './member.ts';

// Known contacts tried before a ring of one is started; its merge probes go on with the rest.
const TRIED_MAX = 64;

/** Joins the first live ring found through the known contacts; returns whether there was one. */
export async function findRing(member: Member): Promise<boolean> {
  const width = member.parameters.probesAtOnceMax;
  const known = member.known.all().slice(0, TRIED_MAX);
  for (let i = 0; i < known.length; i += width) {
    const alive = await pingAll(member, known.slice(i, i + width));
    for (const contact of alive) if (await join(member, contact)) return true;
  }
  return false;
}

async function pingAll(member: Member, contacts: readonly Contact[]): Promise<Contact[]> {
  const alive = await Promise.all(contacts.map((contact) => isAlive(member, contact)));
  return contacts.filter((_, i) => alive[i]);
}

async function isAlive(member: Member, contact: Contact): Promise<boolean> {
  const outcome = await callTwice(member, (options) => member.remote.ping(contact, options));
  if (outcome.kind === 'unreachable') member.gone(contact, outcome.error.message);
  return outcome.kind !== 'unreachable';
}
