// Files on simulated rings: the real records, files and repair on the real core, under faults that one seed decides.
import { expect, it } from 'vitest';
import { fileRun } from './file-run.ts';

const SEEDS = Number(process.env.ACORDE_FILE_SEEDS ?? 3);
const MINUTES = Number(process.env.ACORDE_FILE_MINUTES ?? 2);
/** Within so many seeds a mistake must be noticed. */
const CAUGHT_WITHIN = 12;

it('what was acknowledged stays readable and equal from every peer while fewer disks are lost than was promised', async () => {
  const counts: Record<string, number> = {};
  let simulatedMs = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const report = await fileRun({ seed, minutes: MINUTES });
    expect(report.problems, `seed ${seed}`).toEqual([]);
    simulatedMs += report.simulatedMs;
    for (const [what, count] of Object.entries(report.counts)) counts[what] = (counts[what] ?? 0) + count;
  }
  const told = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  console.log(`${SEEDS} seeds, ${(simulatedMs / 60_000).toFixed(0)} simulated minutes: ${told.join(', ')}`);
  // The promise was put to the test, and not met by files that nobody had.
  expect(counts.due).toBeGreaterThan(SEEDS * 3);
}, 7_200_000);

it('a seed means the same run each time', async () => {
  const once = await fileRun({ seed: 7, minutes: 0.5 });
  expect(await fileRun({ seed: 7, minutes: 0.5 })).toEqual(once);
}, 120_000);

it.each(['acknowledges-at-one', 'answers-before-the-sync'] as const)(
  'notices a peer that %s',
  async (mutant) => {
    let caught = false;
    for (let seed = 1; seed <= CAUGHT_WITHIN && !caught; seed += 1) {
      caught = (await fileRun({ seed, minutes: 3, mutant })).problems.length > 0;
    }
    expect(caught).toBe(true);
  },
  240_000,
);
