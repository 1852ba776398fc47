// What `npm run sim` can do. Loaded after a mutant was applied, since this loads the core.
import { hunt } from './hunt.ts';
import { kindsOf, SPLITS } from './kinds.ts';
import { ledger } from './ledger/ledger.ts';
import { gate } from './mutants/gate.ts';
import type { Mutant } from './mutants/mutant.ts';
import type { Options } from './options.ts';
import { paper } from './paper.ts';
import { regressions, shrinkSeed } from './regressions.ts';
import { runSeeds } from './run-seeds.ts';
import { scale } from './scale.ts';
import { playScenarios } from './scenarios.ts';
import { share } from './share.ts';
import { upkeep } from './upkeep.ts';

/** Returns how many things were wrong. */
type Command = (options: Options, mutant: Mutant | null) => Promise<number>;

/** By name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  seeds: async (options, mutant) => {
    let failed = 0;
    for (const kind of kindsOf(options, mutant?.rules)) failed += await runSeeds(kind, options);
    return failed;
  },
  mutants: gate,
  splits: (options) => runSeeds(SPLITS, { ...options, slow: true }),
  scenario: playScenarios,
  paper,
  ledger,
  share,
  regressions,
  shrink: shrinkSeed,
  scale,
  upkeep,
  hunt: async (options, mutant) => {
    for (const kind of kindsOf(options, mutant?.rules)) await hunt(kind, options);
    return 0;
  },
};
