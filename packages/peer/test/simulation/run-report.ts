import type { FileMutant } from './life-options.ts';

export interface FileRunReport {
  readonly seed: number;
  /** What was wrong; empty when nothing was. */
  readonly problems: readonly string[];
  readonly simulatedMs: number;
  readonly events: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface FileRunOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly mutant?: FileMutant | null;
}
