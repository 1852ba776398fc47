import type { Hop } from '../hop.ts';
import { answerStep } from '../lookup/answer-step.ts';
import { type Candidate, LookupProgress } from '../lookup/lookup-progress.ts';
import type { NextMember, OwnerReply } from '../lookup-step.ts';
import { type LookupRun, remainingMs } from './lookup-run.ts';
import type { Member } from './member.ts';
import { type Answered, Questions } from './questions.ts';

/**
 * One attempt of a lookup, hop by hop. Over when an owner is found, when no member is left to ask, or after `hopsMax`
 * questions. No generator, since most lookups are the ring's own upkeep, whose hops nobody watches.
 */
export class LookupAttempt {
  /** The owner, once it is found. */
  reply: OwnerReply | null = null;
  readonly #member: Member;
  readonly #run: LookupRun;
  readonly #number: number;
  readonly #progress: LookupProgress;
  readonly #questions: Questions;
  #asked = 0;

  /** `number` counts the attempts of the lookup, from 1. */
  constructor(member: Member, run: LookupRun, number: number) {
    this.#member = member;
    this.#run = run;
    this.#number = number;
    this.#progress = begin(member, run);
    this.#questions = new Questions(member, run, this.#progress);
  }

  /** The next hop, as it ends; null when the attempt is over. Rejects with ChordError LOOKUP_TIMEOUT or CANCELLED. */
  async next(): Promise<Hop | null> {
    const { clock, parameters } = this.#member;
    while (this.reply === null) {
      const leftMs = remainingMs(clock, this.#run);
      const candidate = this.#asked < parameters.hopsMax ? this.#progress.next() : null;
      if (candidate !== null && !this.#ask(candidate, leftMs)) continue;
      if (this.#questions.open === 0) return null;
      const answer = await this.#questions.next(this.#patienceMs(candidate));
      if (answer !== null) return this.#hop(answer);
    }
    return null;
  }

  // Returns whether there is an answer to wait for; the member that looks up answers itself at once.
  #ask(candidate: Candidate, leftMs: number): boolean {
    this.#asked += 1;
    if (candidate.contact.memberId === this.#member.self.memberId) {
      this.reply = answerHere(this.#member, this.#run, this.#progress);
      return false;
    }
    this.#questions.ask(candidate, leftMs);
    return true;
  }

  // While another may be asked beside it, only so long as this one is not late.
  #patienceMs(candidate: Candidate | null): number | null {
    const mayHedge = candidate !== null && this.#questions.open < this.#member.parameters.questionsAtOnceMax;
    return mayHedge ? this.#member.hedgeMs(candidate.contact) : null;
  }

  #hop({ candidate, outcome, owner, ms }: Answered): Hop {
    const { hops } = this.#run;
    const { from, contact: to, reason } = candidate;
    const hop = { index: hops.length + 1, attempt: this.#number, from, to, reason, outcome, ms };
    hops.push(hop);
    this.reply = owner;
    return hop;
  }
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
