// A share of the liveness runs; `npm run sim -- --liveness` runs as many as one likes.
import { expect, it } from 'vitest';
import { livenessRun } from '../src/index.ts';

it.each([1, 2, 3, 4, 5, 6])(
  'after any faults the ring becomes ideal and lookups are right, seed %i',
  async (seed) => {
    const report = await livenessRun({ seed, minutes: 1, members: 20 });
    expect(report.problem).toBeNull();
    // Where members have lost every address of one another the end is not asked for; that is told.
    expect((report.counts['lookup checked'] ?? 0) + (report.counts.unconnected ?? 0)).toBeGreaterThan(0);
  },
);
