// The proof takes a question and the change that follows from its answer as one step (Zave 2015, section 4). On a network
// they are two moments; they are one step to everybody else if a member tells nobody, between the moment at which it was
// answered and the moment at which it reads that answer, a list that this very answer replaces.
import type { Contact } from '@acorde/chord';
import { short } from './member-view.ts';

/** Told by the network of every answered question for neighbours. `call` is the question's identity. */
export interface QuestionWatch {
  /** `callee` answered `caller` with its list. */
  answered(call: object, caller: object, callee: object, told: readonly Contact[]): void;
  /** The caller reads the answer now; what follows from it follows before the next event. */
  read(call: object, caller: object): void;
  /** No answer is waited for any more. */
  dropped(call: object, caller: object): void;
}

interface Question {
  readonly told: (readonly Contact[])[];
}

/** Follows the questions of a run. Members are whatever the network calls them by. */
export class AtomicSteps implements QuestionWatch {
  readonly #open = new Map<object, Map<object, Question>>();
  readonly #moment: () => number;
  #reading: { at: number; member: object; told: readonly (readonly Contact[])[] }[] = [];

  /** `moment` counts events. */
  constructor(moment: () => number) {
    this.#moment = moment;
  }

  answered(call: object, caller: object, callee: object, told: readonly Contact[]): void {
    for (const question of this.#open.get(callee)?.values() ?? []) question.told.push(told);
    const questions = this.#open.get(caller) ?? new Map<object, Question>();
    questions.set(call, { told: [] });
    this.#open.set(caller, questions);
  }

  read(call: object, caller: object): void {
    const told = this.#open.get(caller)?.get(call)?.told ?? [];
    this.dropped(call, caller);
    if (told.length > 0) this.#reading.push({ at: this.#moment(), member: caller, told });
  }

  dropped(call: object, caller: object): void {
    const questions = this.#open.get(caller);
    questions?.delete(call);
    if (questions?.size === 0) this.#open.delete(caller);
  }

  /** To be asked after each event in which a member changed: what is wrong with the changes that followed from the answers read in it. */
  problem(listOf: (member: object) => readonly Contact[] | null): string | null {
    const reading = this.#reading;
    if (reading.length === 0) return null;
    this.#reading = [];
    for (const { at, member, told } of reading) {
      if (at !== this.#moment()) continue;
      const now = listOf(member);
      const stale = now && told.find((list) => text(list) !== text(now));
      if (stale)
        return `a member told [${text(stale)}] while the answer was under way that made it [${text(now)}]`;
    }
    return null;
  }
}

function text(contacts: readonly Contact[]): string {
  return contacts.map(short).join(' ');
}
