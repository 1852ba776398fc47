// The iterative lookup: asks one member after the other, each nearer to the key, until one confirms that it owns it;
// yields every hop as it ends. The queue, and the check that each answer is nearer, are in lookup/lookup-progress.ts.
// Dead members are routed around within an attempt; when an attempt runs dry (churn), it starts over from here.
import { ChordError } from '../chord-error.ts';
import type { Hop } from '../hop.ts';
import { answerStep } from '../lookup/answer-step.ts';
import { LookupProgress } from '../lookup/lookup-progress.ts';
import type { LookupResult } from '../lookup-result.ts';
import type { NextMember, OwnerReply } from '../lookup-step.ts';
import { pause } from '../timers/pause.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';
import { type Answered, Questions } from './questions.ts';

// Waits between attempts grow by this factor, from `hurryMs`: the ring is repairing itself meanwhile.
const RESTART_FACTOR = 1.5;

/** Looks up until an owner is found or the deadline passes. Throws ChordError LOOKUP_TIMEOUT or CANCELLED. */
export async function* lookup(member: Member, run: LookupRun): AsyncGenerator<Hop, LookupResult> {
  let waitMs = member.parameters.hurryMs;
  for (let attempt = 1; ; attempt += 1) {
    const reply = yield* attemptLookup(member, run, attempt);
    if (reply !== null) {
      return { key: run.key, owner: reply.owner, successors: reply.successors, hops: run.hops };
    }
    await pause(member.clock, Math.min(waitMs, remainingMs(member, run)), run.cancellation);
    waitMs *= RESTART_FACTOR;
  }
}

/** One attempt; null when no member is left to ask, or after `hopsMax` questions. */
export async function* attemptLookup(
  member: Member,
  run: LookupRun,
  attempt: number,
): AsyncGenerator<Hop, OwnerReply | null> {
  const progress = begin(member, run);
  const questions = new Questions(member, run, progress);
  for (let asked = 0; ; ) {
    const leftMs = remainingMs(member, run);
    const candidate = asked < member.parameters.hopsMax ? progress.next() : null;
    if (candidate !== null) {
      asked += 1;
      if (candidate.contact.memberId !== member.self.memberId) questions.ask(candidate, leftMs);
      else {
        const reply = answerHere(member, run, progress);
        if (reply !== null) return reply;
        continue;
      }
    }
    if (questions.open === 0) return null;
    // While another may be asked beside it, only so long as this one is not late.
    const mayHedge = candidate !== null && questions.open < member.parameters.questionsAtOnceMax;
    const answer = await questions.next(mayHedge ? member.hedgeMs(candidate.contact) : null);
    if (answer === null) continue;
    const hop = hopOf(run, attempt, answer);
    run.hops.push(hop);
    yield hop;
    if (answer.owner !== null) return answer.owner;
  }
}

function hopOf(run: LookupRun, attempt: number, { candidate, outcome, ms }: Answered): Hop {
  const { from, contact: to, reason } = candidate;
  return { index: run.hops.length + 1, attempt, from, to, reason, outcome, ms };
}

function begin(member: Member, run: LookupRun): LookupProgress {
  const progress = new LookupProgress(run.key, run.excluded);
  if (run.via === null) progress.narrow(member.self);
  else progress.offer(member.self, [{ contact: run.via, reason: 'hint' }]);
  return progress;
}

function answerHere(member: Member, run: LookupRun, progress: LookupProgress): OwnerReply | null {
  const { excluded } = progress;
  const { key, routing, brief } = run;
  const reply = answerStep(member.view, { key, excluded, routing, brief });
  if (reply.kind === 'owner') return reply;
  // The predecessor is named for callers that took us for the owner; from here it is the longest way round.
  const isBack = ({ reason }: NextMember) => reason === 'predecessor';
  progress.offer(member.self, [...reply.next.filter((next) => !isBack(next)), ...reply.next.filter(isBack)]);
  return null;
}

function remainingMs(member: Member, run: LookupRun): number {
  if (run.cancellation.cancelled) throw new ChordError('CANCELLED', 'the lookup was cancelled');
  const leftMs = run.deadlineMs - member.clock.nowMs();
  if (leftMs > 0) return leftMs;
  throw new ChordError('LOOKUP_TIMEOUT', `no confirmed owner of ${run.key} within the deadline`);
}
