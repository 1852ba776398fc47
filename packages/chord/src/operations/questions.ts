import type { Candidate, LookupProgress } from '../lookup/lookup-progress.ts';
import { askStep, type StepOutcome } from './ask-step.ts';
import type { LookupRun } from './lookup-run.ts';
import type { Member } from './member.ts';

/** A question of a lookup that has ended. */
export interface Answered extends StepOutcome {
  readonly candidate: Candidate;
  readonly ms: number;
}

/**
 * The questions of one attempt of a lookup that are under way. Mostly there is one; when its answer is late, for that
 * member, another member may be asked beside it (a hedge). A late member is not given up by that: whoever answers first
 * moves the lookup on, and only a call that fails counts against anybody's life.
 */
export class Questions {
  readonly #member: Member;
  readonly #run: LookupRun;
  readonly #progress: LookupProgress;
  readonly #ended: (Answered | Error)[] = [];
  #open = 0;
  // Whoever waits for an answer; null while nobody does.
  #take: ((ended: Answered | Error) => void) | null = null;

  constructor(member: Member, run: LookupRun, progress: LookupProgress) {
    this.#member = member;
    this.#run = run;
    this.#progress = progress;
  }

  /** Questions without an answer that has been taken. */
  get open(): number {
    return this.#open;
  }

  ask(candidate: Candidate, leftMs: number): void {
    this.#open += 1;
    void this.#ask(candidate, leftMs);
  }

  /** The next answer; null when none has come within `patienceMs`. Rejects with ChordError CANCELLED. One at a time. */
  next(patienceMs: number | null): Promise<Answered | null> {
    return new Promise((resolve, reject) => {
      const cancel =
        this.#ended.length > 0 || patienceMs === null
          ? () => {}
          : this.#member.clock.schedule(patienceMs, () => {
              this.#take = null;
              resolve(null);
            });
      this.#take = (ended) => {
        this.#take = null;
        this.#open -= 1;
        cancel();
        if (ended instanceof Error) reject(ended);
        else resolve(ended);
      };
      const ended = this.#ended.shift();
      if (ended !== undefined) this.#take(ended);
    });
  }

  async #ask(candidate: Candidate, leftMs: number): Promise<void> {
    const { clock } = this.#member;
    const startedMs = clock.nowMs();
    try {
      const { outcome, owner } = await askStep(
        this.#member,
        this.#run,
        this.#progress,
        candidate.contact,
        leftMs,
      );
      this.#end({ outcome, owner, candidate, ms: clock.nowMs() - startedMs });
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #end(ended: Answered | Error): void {
    if (this.#take === null) this.#ended.push(ended);
    else this.#take(ended);
  }
}
