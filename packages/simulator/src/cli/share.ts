// `npm run sim -- share`: what every change has to pass, in about two minutes: some seeds of each kind, the scenarios, the
// regressions, and the gate of the mutants. `npm test -- sim` runs it.
import { globSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kindsOf, SPLITS } from './kinds.ts';
import { gate } from './mutants/gate.ts';
import { MUTANTS } from './mutants/mutants.ts';
import type { Options } from './options.ts';
import { regressionFiles, regressions } from './regressions.ts';
import { runSeeds } from './run-seeds.ts';
import { playScenarios } from './scenarios.ts';

const SAFETY_SEEDS = 40;
const LIVENESS_SEEDS = 25;
const SPLIT_SEEDS = 40;
const MINUTES = 5;
const MEMBERS = 20;

/** One part: what it is, how many things it tries, and how many were wrong. */
interface Part {
  readonly name: string;
  readonly of: number;
  readonly run: () => Promise<number>;
}

/** Runs all of it; `--json` gets how each part went. Returns how many things were wrong. */
export async function share(asked: Options): Promise<number> {
  const options = { ...asked, json: null, seed: 1, minutes: MINUTES, members: MEMBERS };
  const results: { name: string; of: number; failed: number; problem: string | null }[] = [];
  for (const { name, of, run } of parts(options)) {
    console.log(`== ${name}`);
    try {
      results.push({ name, of, failed: await run(), problem: null });
    } catch (error) {
      results.push({ name, of, failed: of, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  if (asked.json !== null) writeFileSync(asked.json, `${JSON.stringify(results, null, 2)}\n`);
  for (const { name, problem } of results) if (problem !== null) console.error(`${name}: ${problem}`);
  return results.reduce((sum, { failed }) => sum + failed, 0);
}

function parts(options: Options): Part[] {
  const seeds = (kinds: ReturnType<typeof kindsOf>, count: number) => async () => {
    let failed = 0;
    for (const kind of kinds) failed += await runSeeds(kind, { ...options, seeds: count });
    return failed;
  };
  const scenarios = files('scenarios/*.txt');
  return [
    {
      name: 'safety',
      of: SAFETY_SEEDS,
      run: seeds(kindsOf({ safety: true, liveness: false }), SAFETY_SEEDS),
    },
    {
      name: 'liveness',
      of: LIVENESS_SEEDS,
      run: seeds(kindsOf({ safety: false, liveness: true }), LIVENESS_SEEDS),
    },
    {
      name: 'splits',
      of: SPLIT_SEEDS,
      run: () => runSeeds(SPLITS, { ...options, seeds: SPLIT_SEEDS, slow: true }),
    },
    { name: 'scenarios', of: scenarios.length, run: () => playScenarios({ ...options, rest: scenarios }) },
    {
      name: 'regressions',
      of: regressionFiles().length,
      run: () => regressions({ ...options, rest: [] }, null),
    },
    { name: 'mutants', of: MUTANTS.length, run: () => gate({ ...options, rest: [] }) },
  ];
}

function files(pattern: string): string[] {
  const folder = fileURLToPath(new URL('../../', import.meta.url));
  return globSync(pattern, { cwd: folder })
    .sort()
    .map((file) => `${folder}${file}`);
}
