import type { SafetyRules } from '../../runs/safety-run.ts';

/** One text of the core's source, which stands there exactly once, and what is read in its place. */
export interface Edit {
  /** Below packages/chord/src. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** A known way to lose the ring; the runs must notice it. */
export interface Mutant {
  readonly name: string;
  /** What is wrong with it, in a line. */
  readonly what: string;
  /** The runs that are to notice it. */
  readonly kind: 'safety' | 'liveness';
  /** Seeds, from 1, within which it must be caught. */
  readonly seedsMax: number;
  /** How the core is changed; none where the environment breaks a rule of the proof instead. */
  readonly edits: readonly Edit[];
  readonly rules?: SafetyRules;
}
