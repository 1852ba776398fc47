// The mutation gate: each mutant must be caught within its number of seeds, and the core as it is must pass the seed that
// caught it. Each runs in a process of its own, since a core is loaded once.
import { spawnSync } from 'node:child_process';
import { kindsOf } from '../kinds.ts';
import type { Options } from '../options.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS, mutantNamed } from './mutants.ts';

// Minutes a seed: long enough for several windows of failures.
const MINUTES = 5;
const MEMBERS = 20;

/** Prints the table; returns how many mutants live. */
export async function gate({ rest }: Options): Promise<number> {
  const mutants = rest.length > 0 ? rest.map(mutantNamed) : MUTANTS;
  console.log(`mutants: ${mutants.length}, each against seeds from 1, ${MINUTES} simulated minutes each`);
  console.log(`${'mutant'.padEnd(26)} ${'runs'.padEnd(9)} seeds to catch`);
  let alive = 0;
  for (const mutant of mutants) {
    const { caughtBy, problem } = hunt(mutant);
    const unfair = caughtBy === null ? null : await failsAnyway(mutant, caughtBy);
    if (caughtBy === null || unfair !== null) alive += 1;
    const verdict = caughtBy === null ? `ALIVE after ${mutant.seedsMax}` : `${caughtBy}  ${problem}`;
    console.log(`${mutant.name.padEnd(26)} ${mutant.kind.padEnd(9)} ${verdict}`);
    if (unfair !== null) console.log(`  NOT COUNTED: the core as it is fails that seed as well: ${unfair}`);
  }
  console.log(alive === 0 ? 'every mutant was caught' : `${alive} of ${mutants.length} mutants live`);
  return alive;
}

// The control: what a seed says of a mutant means nothing unless the core as it is passes the same seed.
async function failsAnyway({ kind }: Mutant, seed: number): Promise<string | null> {
  const [control] = kindsOf({ safety: kind === 'safety', liveness: kind === 'liveness' });
  const report = await control?.run({ seed, minutes: MINUTES, members: MEMBERS });
  return report?.problem ?? null;
}

function hunt({ name, kind, seedsMax }: Mutant): { caughtBy: number | null; problem: string } {
  const main = process.argv[1] ?? '';
  const args = [
    'hunt',
    `--${kind}`,
    '--mutant',
    name,
    '--seeds',
    String(seedsMax),
    '--minutes',
    String(MINUTES),
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  const [, seed, problem = ''] = /^caught (\d+) (.*)$/m.exec(stdout) ?? [];
  if (seed === undefined && status !== 0) throw new Error(`${name} could not be tried: ${stderr.trim()}`);
  return { caughtBy: seed === undefined ? null : Number(seed), problem };
}
