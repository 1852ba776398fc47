import type { Contact } from '../contact.ts';
import type { HopOutcome } from '../hop.ts';
import { EXCLUDED_MAX } from '../lookup/answer-step.ts';
import type { LookupProgress } from '../lookup/lookup-progress.ts';
import type { LookupStepReply, OwnerReply } from '../lookup-step.ts';
import { orderedPrefix } from '../ring/ordered-prefix.ts';
import { callOnce, type Outcome } from './call.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';
import { verify } from './verify.ts';

/** What came of one question; `owner` is set only when it is believed. */
export interface StepOutcome {
  readonly outcome: HopOutcome;
  readonly owner: OwnerReply | null;
}

/** Asks one member, once, and moves the lookup on by its answer. */
export async function askStep(
  member: Member,
  run: LookupRun,
  progress: LookupProgress,
  to: Contact,
  leftMs: number,
): Promise<StepOutcome> {
  const callTimeoutMs = member.timeoutMs(to);
  const request = {
    key: run.key,
    excluded: progress.excluded.slice(-EXCLUDED_MAX),
    routing: run.routing,
    brief: run.brief,
  };
  const outcome = await callOnce(member, to, (options) => member.remote.lookupStep(to, request, options), {
    timeoutMs: Math.min(callTimeoutMs, leftMs),
    cancellation: run.cancellation,
  });
  if (outcome.kind === 'reply') return read(member, progress, to, outcome.reply);
  return { outcome: failed(member, progress, to, outcome, leftMs >= callTimeoutMs), owner: null };
}

function read(member: Member, progress: LookupProgress, to: Contact, reply: LookupStepReply): StepOutcome {
  member.known.heard(to);
  if (reply.kind === 'closer') {
    const outcome = progress.narrow(to);
    progress.offer(to, reply.next);
    return { outcome, owner: null };
  }
  if (reply.owner.memberId !== to.memberId || !progress.mayOwn(to)) {
    progress.setAside(to.memberId);
    return { outcome: 'error', owner: null };
  }
  const successors = orderedPrefix(reply.owner, reply.successors, member.parameters.successorListLength);
  return { outcome: 'owner', owner: { kind: 'owner', owner: reply.owner, successors } };
}

function failed(
  member: Member,
  progress: LookupProgress,
  to: Contact,
  outcome: Exclude<Outcome<LookupStepReply>, { kind: 'reply' }>,
  hadTime: boolean,
): HopOutcome {
  if (outcome.kind === 'unreachable') {
    progress.exclude(to);
    // One silence is not death, and one cut short by the lookup's deadline is nothing: a ping and its retry decide.
    if (hadTime) verify(member, to);
    return 'unreachable';
  }
  if (outcome.kind === 'not_member') {
    progress.exclude(to);
    verify(member, to);
    member.known.bury(to, member.clock.nowMs());
    return 'error';
  }
  progress.setAside(to.memberId);
  return outcome.kind === 'busy' ? 'busy' : 'error';
}
