import { classicOnly } from './frozen-ring.ts';
import type { PaperOptions, PaperTable } from './paper-table.ts';
import { measureRings } from './rings-of.ts';
import { rounded, summarize } from './summary.ts';

const SUCCESSORS = 20;
const PATH_TOLERANCE = 0.05;
const TIMEOUTS_TOLERANCE = 0.1;
const TIMEOUTS_FLOOR = 0.15;

/** ToN Table II: share of the members that failed, mean path, mean timeouts. */
const PAPER = [
  [0, 3.84, 0],
  [0.1, 4.03, 0.6],
  [0.2, 4.22, 1.17],
  [0.3, 4.44, 2.02],
  [0.4, 4.69, 3.23],
  [0.5, 5.09, 5.1],
] as const;

/** Lookups after a share of the members has failed at one moment, before anything is repaired. */
export async function simultaneousFailures(
  options: PaperOptions & { readonly members: number },
): Promise<PaperTable> {
  const rows: number[][] = [];
  const broken: string[] = [];
  for (const [share, path, timeouts] of PAPER) {
    const measured = await measureRings(options, options.members, classicOnly(SUCCESSORS), share);
    const paths = summarize(measured.map((one) => one.path));
    const waits = summarize(measured.map((one) => one.timeouts));
    const failed = measured.filter(({ resolved }) => !resolved).length;
    rows.push([share, rounded(paths.mean), paths.p1, paths.p99, path, rounded(waits.mean), timeouts, failed]);
    if (Math.abs(paths.mean / path - 1) > PATH_TOLERANCE)
      broken.push(`path at ${share}: ${rounded(paths.mean)}, the paper has ${path}`);
    if (waits.mean - timeouts > Math.max(TIMEOUTS_FLOOR, TIMEOUTS_TOLERANCE * timeouts))
      broken.push(`timeouts at ${share}: ${rounded(waits.mean)}, the paper has ${timeouts}`);
    if (failed > 0) broken.push(`${failed} lookups failed at ${share}, none in the paper`);
  }
  return {
    name: 'simultaneous-failures',
    title: `Lookups after a share of ${options.members} members failed at once, r = ${SUCCESSORS}, nothing repaired`,
    source: 'ToN 2003, section VI-D, Table II',
    columns: ['failed', 'path', 'p1', 'p99', 'paper', 'timeouts', 'paper', 'lookups failed'],
    rows,
    broken,
  };
}
