import { readFileSync } from 'node:fs';
import { runScenario } from '../scenarios/run-scenario.ts';
import type { Options } from './options.ts';

/** Plays scenario files with one seed; returns how many did not hold. */
export async function playScenarios({ rest, seed }: Options): Promise<number> {
  if (rest.length === 0)
    throw new Error('Name the scenarios: npm run sim -- scenario packages/simulator/scenarios/*.txt');
  let failed = 0;
  for (const file of rest) {
    const problem = await runScenario(readFileSync(file, 'utf8'), seed);
    if (problem !== null) failed += 1;
    console.log(
      `${problem === null ? 'holds ' : 'FAILED'}  ${file}${problem === null ? '' : `: ${problem}`}`,
    );
  }
  console.log(`${failed} of ${rest.length} scenarios failed, seed ${seed}`);
  return failed;
}
