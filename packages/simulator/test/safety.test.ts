// A share of the safety runs, small enough for every change; `npm run sim -- --safety` runs as many as one likes.
import { describe, expect, it } from 'vitest';
import { safetyRun } from '../src/index.ts';

describe('within the failure budget the invariant holds in every state', () => {
  const seeds = [1, 2, 3, 4, 5, 6];

  it.each(seeds)('seed %i', async (seed) => {
    const report = await safetyRun({ seed, minutes: 2, members: 20 });
    expect(report.problem).toBeNull();
    expect(report.counts['state checked']).toBeGreaterThan(50);
  });
});

it('a run repeats exactly', async () => {
  const run = () => safetyRun({ seed: 7, minutes: 1, members: 20 });
  expect(await run()).toEqual(await run());
});

it('a run beyond the budget fails, and shows what led to it', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const report = await safetyRun({ seed, minutes: 2, members: 20 }, { base: false, extraFailures: 10 });
    if (report.problem === null) continue;
    expect(report.history.join('\n')).toContain('crash');
    return;
  }
  expect.unreachable('no seed has failed');
});
