import { classicOnly } from './frozen-ring.ts';
import type { PaperOptions, PaperTable } from './paper-table.ts';
import { measureRings } from './rings-of.ts';
import { rounded, summarize } from './summary.ts';

// Within so much of what an independent simulation of the same rules has measured.
const TOLERANCE = 0.03;

/** What others measured: mean members contacted, the owner too, by r and N. */
const KNOWN: Readonly<Record<string, number>> = {
  '1 64': 3.79,
  '1 1000': 5.87,
  '1 10000': 7.51,
  '1 100000': 9.16,
  '8 64': 2.41,
  '8 1000': 4.46,
  '8 10000': 6.13,
  '8 100000': 7.78,
  '20 64': 1.81,
  '20 1000': 3.84,
  '20 10000': 5.49,
  '20 100000': 7.15,
};

/** How many members a lookup contacts in a ring at rest, for successor lists of these lengths. */
export async function pathLengths(
  options: PaperOptions & { readonly sizes: readonly number[]; readonly lists: readonly number[] },
): Promise<PaperTable> {
  const rows: (number | null)[][] = [];
  const broken: string[] = [];
  for (const r of options.lists) {
    for (const members of options.sizes) {
      const paths = await measure(options, members, r);
      const { mean, p1, p99 } = summarize(paths);
      const known = KNOWN[`${r} ${members}`] ?? null;
      rows.push([r, members, rounded(mean), p1, p99, rounded(Math.log2(members) / 2), known]);
      if (known !== null && Math.abs(mean / known - 1) > TOLERANCE)
        broken.push(`N = ${members}, r = ${r}: ${rounded(mean)} is not within 3 % of ${known}`);
    }
  }
  return {
    name: 'path-lengths',
    title: 'Path length: members contacted by a lookup, the owner too, in a ring at rest',
    source: 'ToN 2003, section VI-C: about half of log2 N; 3.84 at N = 1,000, r = 20 (Table II)',
    columns: ['r', 'N', 'mean', 'p1', 'p99', 'log2(N)/2', 'known mean'],
    rows,
    broken,
  };
}

async function measure(options: PaperOptions, members: number, r: number): Promise<number[]> {
  const measured = await measureRings(options, members, classicOnly(r));
  if (measured.some(({ resolved }) => !resolved)) throw new Error('a lookup in a ring at rest found nobody');
  return measured.map(({ path }) => path);
}
