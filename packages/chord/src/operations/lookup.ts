// The iterative lookup: asks one member after the other, each nearer to the key, until one confirms that it owns it;
// yields every hop as it ends. The queue, and the check that each answer is nearer, are in lookup/lookup-progress.ts.
// Dead members are routed around within an attempt; when an attempt runs dry (churn), it starts over from here.
import type { Hop } from '../hop.ts';
import type { LookupResult } from '../lookup-result.ts';
import { pause } from '../timers/pause.ts';
import { LookupAttempt } from './lookup-attempt.ts';
import { type LookupRun, remainingMs } from './lookup-run.ts';
import type { Member } from './member.ts';

// Waits between attempts grow by this factor, from `hurryMs`: the ring is repairing itself meanwhile.
const RESTART_FACTOR = 1.5;

/** Looks up until an owner is found or the deadline passes. Throws ChordError LOOKUP_TIMEOUT or CANCELLED. */
export async function* lookup(member: Member, run: LookupRun): AsyncGenerator<Hop, LookupResult> {
  let waitMs = member.parameters.hurryMs;
  for (let number = 1; ; number += 1) {
    const attempt = new LookupAttempt(member, run, number);
    for (let hop = await attempt.next(); hop !== null; hop = await attempt.next()) yield hop;
    const { reply } = attempt;
    if (reply !== null) {
      return { key: run.key, owner: reply.owner, successors: reply.successors, hops: run.hops };
    }
    await pause(member.clock, Math.min(waitMs, remainingMs(member.clock, run)), run.cancellation);
    waitMs *= RESTART_FACTOR;
  }
}
