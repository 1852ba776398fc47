import type { ChordParameters } from '@acorde/chord';
import type { Deed } from '../faults/act.ts';

/** What a run is asked for. */
export interface RunOptions {
  readonly seed: number;
  /** Simulated minutes of faults. */
  readonly minutes: number;
  /** Members at most. */
  readonly members: number;
  /** What the members are tuned by, but for r, which the seed decides; SIMULATED unless given. */
  readonly parameters?: ChordParameters;
  /** What is to be done, instead of what the seed says. */
  readonly script?: readonly Deed[];
}

/** What came of one run. */
export interface RunReport {
  readonly seed: number;
  /** What was wrong, and when; null when nothing was. */
  readonly problem: string | null;
  readonly simulatedMs: number;
  readonly events: number;
  /** How often each thing happened or was checked. */
  readonly counts: Readonly<Record<string, number>>;
  /** From the last fault until the ring was ideal, where that was asked. */
  readonly idealAfterMs: number | null;
  /** What led to the problem. */
  readonly history: readonly string[];
  /** All that was done, so that it can be done again; empty when nothing was wrong. */
  readonly script: readonly Deed[];
}
