// A failure that was found once and made small: a seed and what was done in it. The core must pass it for ever.
import type { Deed } from '../faults/act.ts';
import { livenessRun } from './liveness-run.ts';
import type { RunReport } from './run-report.ts';
import { type SafetyRules, safetyRun } from './safety-run.ts';

/** As it lies on disk. */
export interface Regression {
  readonly kind: 'safety' | 'liveness';
  readonly seed: number;
  readonly minutes: number;
  readonly members: number;
  /** The mutant that failed it; null when it was the core itself. */
  readonly mutant: string | null;
  /** What was wrong then. */
  readonly problem: string;
  readonly script: readonly Deed[];
}

/** Does it again. */
export function replay({ kind, ...options }: Regression, rules: SafetyRules = {}): Promise<RunReport> {
  return kind === 'safety' ? safetyRun(options, rules) : livenessRun(options);
}

/** The regression as text, an act a line. */
export function writeRegression({ script, ...head }: Regression): string {
  const lines = script.map((deed) => `    ${JSON.stringify(deed)}`);
  const before = JSON.stringify(head, null, 2).slice(0, -2);
  return `${before},\n  "script": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** Throws Error for text that is no regression. */
export function readRegression(text: string): Regression {
  const read = JSON.parse(text) as Regression;
  const isOne = ['safety', 'liveness'].includes(read.kind) && Array.isArray(read.script);
  if (!isOne || !Number.isInteger(read.seed)) throw new Error('this is no regression');
  return read;
}
