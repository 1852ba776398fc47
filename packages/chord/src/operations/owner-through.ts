import { ChordError } from '../chord-error.ts';
import type { Contact } from '../contact.ts';
import { drainAttempt } from './drain-attempt.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';

/**
 * The owner of our own place in the ring of another member, as if we were not part of it: our successor there.
 * Classic routing, since only ring pointers tell one ring from another. Null when that ring cannot say now; throws
 * ChordError PEER_UNREACHABLE when the member does not answer, CANCELLED when we stopped.
 */
export async function ownerThrough(member: Member, via: Contact): Promise<Contact | null> {
  const run: LookupRun = {
    key: member.self.memberId,
    routing: 'classic',
    brief: true,
    deadlineMs: member.clock.nowMs() + member.parameters.lookupTimeoutMs,
    cancellation: member.stopped,
    via,
    excluded: [member.self.memberId],
    hops: [],
  };
  const reply = await drainAttempt(member, run);
  if (run.hops[0]?.outcome === 'unreachable') {
    throw new ChordError('PEER_UNREACHABLE', `${via.memberId} does not answer`);
  }
  return reply?.owner ?? null;
}
