import type { Contact } from '../contact.ts';
import { callTwice } from './call.ts';
import type { Member } from './member.ts';

// Life checks at once; more suspects than that are looked at when they matter.
const VERIFYING_MAX = 32;

/** Checks in the background whether a member is alive, by a ping and one retry, and reports it when it is not. */
export function verify(member: Member, contact: Contact): void {
  if (member.verifying.has(contact.memberId) || member.verifying.size >= VERIFYING_MAX) return;
  if (member.stopped.cancelled || contact.memberId === member.self.memberId) return;
  member.verifying.add(contact.memberId);
  void check(member, contact);
}

async function check(member: Member, contact: Contact): Promise<void> {
  const target = member.known.freshen(contact);
  try {
    const outcome = await callTwice(member, target, (options) => member.remote.ping(target, options));
    if (outcome.kind === 'reply') member.heard(target);
    if (outcome.kind === 'unreachable') member.gone(target, outcome.error.message);
    if (outcome.kind === 'not_member') member.gone(target, null);
  } catch (error) {
    if (!member.stopped.cancelled) throw error;
  } finally {
    member.verifying.delete(contact.memberId);
  }
}
