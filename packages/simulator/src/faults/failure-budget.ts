// How much may fail so that the proof still speaks: r + 1 members stay for ever (the stable base), or else there are
// many members and fewer than r of them fail within one repair window. The budget knows only who was killed and when,
// nothing of the members' state: else a core that loses its principals would merely be spared.

/** What a budget allows. */
export interface BudgetRules {
  /** Failures, leaves too, within one window. */
  readonly failuresMax: number;
  /** As long as the slowest repair. */
  readonly windowMs: number;
  /** Members that must stay up. */
  readonly membersMin: number;
}

/** Counts failures against its rules. */
export class FailureBudget {
  readonly #rules: BudgetRules;
  #failedMs: number[] = [];

  constructor(rules: BudgetRules) {
    this.#rules = rules;
  }

  /** How many of `members` members may fail now. */
  left(nowMs: number, members: number): number {
    const { failuresMax, windowMs, membersMin } = this.#rules;
    this.#failedMs = this.#failedMs.filter((atMs) => nowMs - atMs < windowMs);
    return Math.max(0, Math.min(failuresMax - this.#failedMs.length, members - membersMin));
  }

  spend(nowMs: number): void {
    this.#failedMs.push(nowMs);
  }
}
