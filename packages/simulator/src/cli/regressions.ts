// `npm run sim -- shrink`: finds a seed that fails and makes what is done in it as small as it gets; `regressions`: does
// those kept again.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Regression, readRegression, replay, writeRegression } from '../runs/regression.ts';
import { shrink } from '../runs/shrink.ts';
import { kindsOf } from './kinds.ts';
import type { Mutant } from './mutants/mutant.ts';
import type { Options } from './options.ts';

const FOLDER = fileURLToPath(new URL('../../regressions/', import.meta.url));

/** The regressions kept. */
export function regressionFiles(): string[] {
  return globSync('*.json', { cwd: FOLDER })
    .sort()
    .map((file) => `${FOLDER}${file}`);
}

/** Does each again; returns how many failed. */
export async function regressions({ rest }: Options, mutant: Mutant | null): Promise<number> {
  const files = rest.length > 0 ? rest : regressionFiles();
  let failed = 0;
  for (const file of files) {
    const { problem } = await replay(readRegression(readFileSync(file, 'utf8')), mutant?.rules);
    if (problem !== null) failed += 1;
    console.log(
      `${problem === null ? 'passes' : 'FAILS '}  ${file}${problem === null ? '' : `: ${problem}`}`,
    );
  }
  console.log(`${failed} of ${files.length} regressions failed`);
  return failed;
}

/** The first seed of the kind that fails, made small; written to `--json`. Returns 1 when it found one. */
export async function shrinkSeed(options: Options, mutant: Mutant | null): Promise<number> {
  const { minutes, members, seeds, seed: from } = options;
  for (const kind of kindsOf(options, mutant?.rules)) {
    for (let seed = from; seed < from + seeds; seed += 1) {
      const report = await kind.run({ seed, minutes, members });
      if (report.problem === null) continue;
      const name = kind.name === 'safety' ? 'safety' : 'liveness';
      const head = { kind: name, seed, minutes, members, mutant: mutant?.name ?? null } as const;
      await write({ ...head, problem: report.problem, script: report.script }, options, mutant);
      return 1;
    }
  }
  console.log('no seed failed');
  return 0;
}

async function write(found: Regression, { json }: Options, mutant: Mutant | null): Promise<void> {
  const again = (script: Regression['script']) => replay({ ...found, script }, mutant?.rules);
  if ((await again(found.script)).problem === null)
    throw new Error('what was done does not fail when it is done again');
  const { script, tries } = await shrink(found.script, async (part) => (await again(part)).problem !== null);
  const problem = (await again(script)).problem ?? found.problem;
  console.log(
    `seed ${found.seed}: ${found.script.length} acts, ${script.length} left after ${tries} tries: ${problem}`,
  );
  const text = writeRegression({ ...found, problem, script });
  if (json === null) console.log(text);
  else writeFileSync(json, text);
}
