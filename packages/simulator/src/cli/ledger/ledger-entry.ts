// What a ledger remembers of the seeds that one version of the core has run: sums, so that it stays small, and by name
// only what failed.
import type { RunReport } from '../../runs/run-report.ts';

/** The seeds of one kind of run, from 1 on without a gap. */
export interface KindTotal {
  /** The last seed that was run. */
  readonly seeds: number;
  readonly failed: readonly { readonly seed: number; readonly problem: string }[];
  readonly simulatedHours: number;
  readonly events: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Rounds of stabilize, rounded up, from the last fault to the ideal ring: how many runs took so many. */
  readonly idealRounds: Readonly<Record<string, number>>;
}

/** One version of the core. */
export interface LedgerEntry {
  readonly core: string;
  readonly minutes: number;
  readonly members: number;
  /** By the kind of run. */
  readonly kinds: Readonly<Record<string, KindTotal>>;
}

const NOTHING: KindTotal = {
  seeds: 0,
  failed: [],
  simulatedHours: 0,
  events: 0,
  counts: {},
  idealRounds: {},
};

/** What there is of one kind. */
export function totalOf({ kinds }: LedgerEntry, kind: string): KindTotal {
  return kinds[kind] ?? NOTHING;
}

/** The total with one more seed, which must be the next. */
export function withReport(total: KindTotal, report: RunReport, roundMs: number): KindTotal {
  if (report.seed !== total.seeds + 1) throw new Error(`seed ${report.seed} does not follow ${total.seeds}`);
  const { seed, problem, idealAfterMs } = report;
  const rounds = idealAfterMs === null ? {} : { [Math.ceil(idealAfterMs / roundMs)]: 1 };
  return {
    seeds: seed,
    failed: problem === null ? total.failed : [...total.failed, { seed, problem }],
    simulatedHours: total.simulatedHours + report.simulatedMs / 3_600_000,
    events: total.events + report.events,
    counts: added(total.counts, report.counts),
    idealRounds: added(total.idealRounds, rounds),
  };
}

function added(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
