import { ChordError } from '../chord-error.ts';
import type { OwnerReply } from '../lookup-step.ts';
import { LookupAttempt } from './lookup-attempt.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';

/** The owner found, with its successors, by one attempt of a lookup whose hops nobody watches; null when it finds none in time. */
export async function drainAttempt(member: Member, run: LookupRun): Promise<OwnerReply | null> {
  const attempt = new LookupAttempt(member, run, 1);
  try {
    while ((await attempt.next()) !== null);
    return attempt.reply;
  } catch (error) {
    if (error instanceof ChordError && error.code === 'LOOKUP_TIMEOUT') return null;
    throw error;
  }
}
