// `npm run sim -- paper`: the papers' experiments on the real core, beside the papers' own figures.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockLoss } from '../paper/block-loss.ts';
import { churn } from '../paper/churn.ts';
import type { PaperTable } from '../paper/paper-table.ts';
import { pathLengths } from '../paper/path-lengths.ts';
import { type PlotLine, plot } from '../paper/plot.ts';
import { recursive } from '../paper/recursive.ts';
import { simultaneousFailures } from '../paper/simultaneous-failures.ts';
import { virtualNodes } from '../paper/virtual-nodes.ts';
import type { Options } from './options.ts';

const LOOKUPS = 10_000;
// What nobody else has measured is there for the plot.
const SIZES = [64, 256, 1_000, 4_000, 10_000, 100_000];
const RECURSIVE_SIZES = [1_000, 10_000];
const LISTS = [1, 8, 20];
const MEMBERS = 1_000;
const COLOURS = ['#c2410c', '#1d4ed8', '#15803d'];

type Experiment = (options: { seed: number; lookups: number; sizesMax: number }) => Promise<PaperTable>;

const EXPERIMENTS: Readonly<Record<string, Experiment>> = {
  'path-lengths': (options) =>
    pathLengths({ ...options, sizes: SIZES.filter((size) => size <= options.sizesMax), lists: LISTS }),
  'simultaneous-failures': (options) => simultaneousFailures({ ...options, members: MEMBERS }),
  churn: (options) => churn({ ...options, members: MEMBERS }),
  recursive: (options) =>
    recursive({ ...options, sizes: RECURSIVE_SIZES.filter((size) => size <= options.sizesMax) }),
  'virtual-nodes': async (options) => virtualNodes({ ...options, peers: 10_000 }),
  'block-loss': async (options) => blockLoss({ ...options, members: MEMBERS, blocks: 200_000 }),
};

/** Prints the experiments named (all unless any); returns how many claims of the papers did not hold. */
export async function paper(options: Options): Promise<number> {
  const tables: PaperTable[] = [];
  for (const experiment of chosen(options.rest)) {
    const sizesMax = options.membersGiven ? options.members : Number.POSITIVE_INFINITY;
    const table = await experiment({ seed: options.seed, lookups: options.lookups ?? LOOKUPS, sizesMax });
    print(table);
    tables.push(table);
  }
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(tables, null, 2)}\n`);
  if (options.svg !== null) {
    for (const table of tables) if (table.name === 'path-lengths') draw(table, options.svg);
  }
  return tables.reduce((sum, { broken }) => sum + broken.length, 0);
}

function chosen(names: readonly string[]): Experiment[] {
  const wanted = names.length > 0 ? names : Object.keys(EXPERIMENTS);
  return wanted.map((name) => {
    const experiment = Object.hasOwn(EXPERIMENTS, name) ? EXPERIMENTS[name] : undefined;
    if (experiment) return experiment;
    throw new Error(`There is no experiment "${name}". Experiments: ${Object.keys(EXPERIMENTS).join(', ')}.`);
  });
}

function print({ title, source, columns, rows, broken }: PaperTable): void {
  const cells = [columns, ...rows].map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  console.log(`${title}\n  ${source}`);
  for (const row of cells) console.log(`  ${row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}`);
  console.log(
    broken.length === 0 ? '  as the papers say' : broken.map((line) => `  NOT: ${line}`).join('\n'),
  );
  console.log('');
}

// Columns: r, N, mean.
function draw({ rows, title }: PaperTable, folder: string): void {
  const lists = [...new Set(rows.map(([r]) => Number(r)))];
  const sizes = [...new Set(rows.map(([, members]) => Number(members)))];
  const lines = lists.map((list, i): PlotLine => {
    const points = rows.filter(([r]) => r === list).map(([, n, mean]) => [Number(n), Number(mean)] as const);
    return { name: `r = ${list}`, colour: COLOURS[i] ?? '#444444', points };
  });
  const half = { name: 'half of log2 N', colour: '#666666', dashed: true };
  lines.push({ ...half, points: sizes.map((size) => [size, Math.log2(size) / 2] as const) });
  const svg = plot({
    title: title.replace(/:.*/, ' in a ring at rest'),
    x: 'members',
    y: 'members contacted, mean',
    lines,
  });
  writeFileSync(join(folder, 'path-lengths.svg'), svg);
}
