import { livenessRun } from '../runs/liveness-run.ts';
import type { RunOptions, RunReport } from '../runs/run-report.ts';
import { type SafetyRules, safetyRun } from '../runs/safety-run.ts';
import { splitRun } from '../runs/split-run.ts';

/** One kind of run. */
export interface Kind {
  readonly name: string;
  readonly run: (options: RunOptions) => Promise<RunReport>;
}

/** The kinds of runs that were asked for; the rules are those of a mutant, if any. */
export function kindsOf(asked: { safety: boolean; liveness: boolean }, rules: SafetyRules = {}): Kind[] {
  const safety: Kind = { name: 'safety', run: (options) => safetyRun(options, rules) };
  const liveness: Kind = { name: 'liveness', run: livenessRun };
  return [...(asked.safety ? [safety] : []), ...(asked.liveness ? [liveness] : [])];
}

/** Splits of two minutes that must heal. */
export const SPLITS: Kind = { name: 'split', run: splitRun };
