// `npm run sim -- ledger`: many seeds of an hour each, counted in a file by the version of the core. It may be stopped at
// any time and goes on where it was; another version of the core begins anew.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT } from '@acorde/chord';
import { type Kind, kindsOf } from '../kinds.ts';
import type { Options } from '../options.ts';
import { coreHash } from './core-hash.ts';
import { type KindTotal, type LedgerEntry, totalOf, withReport } from './ledger-entry.ts';

const FILE = fileURLToPath(new URL('../../../ledger.json', import.meta.url));
const MINUTES = 60;
const SEEDS = 2_000;
const SAVE_EVERY = 10;

/** Runs seeds of both kinds until so many of each are in the ledger; returns how many failed in it. */
export async function ledger(options: Options): Promise<number> {
  const file = options.json ?? FILE;
  const minutes = options.minutesGiven ? options.minutes : MINUTES;
  const seeds = options.seedsGiven ? options.seeds : SEEDS;
  const book = readBook(file);
  const core = coreHash();
  const { members } = options;
  const found = book.find((e) => e.core === core && e.minutes === minutes && e.members === members);
  let entry: LedgerEntry = found ?? { core, minutes, members, kinds: {} };
  const others = book.filter((other) => other !== found);
  const save = () => writeBook(file, [...others, entry]);
  const stop = stopSignal();
  for (let ran = 1; !stop.asked; ran += 1) {
    const next = nextOf(entry, kindsOf(options), seeds);
    if (next === null) break;
    entry = await ranOne(entry, next, minutes, members);
    if (ran % SAVE_EVERY === 0) save();
  }
  save();
  print(entry);
  return Object.values(entry.kinds).reduce((sum, { failed }) => sum + failed.length, 0);
}

// The kind that has run fewer; null when both are done.
function nextOf(entry: LedgerEntry, kinds: readonly Kind[], seeds: number): Kind | null {
  const open = kinds.filter(({ name }) => totalOf(entry, name).seeds < seeds);
  return open.sort((a, b) => totalOf(entry, a.name).seeds - totalOf(entry, b.name).seeds)[0] ?? null;
}

async function ranOne(
  entry: LedgerEntry,
  kind: Kind,
  minutes: number,
  members: number,
): Promise<LedgerEntry> {
  const total = totalOf(entry, kind.name);
  const report = await kind.run({ seed: total.seeds + 1, minutes, members, parameters: DEFAULT });
  if (report.problem !== null) console.log(`${kind.name}: seed ${report.seed} FAILED: ${report.problem}`);
  const roundMs = DEFAULT.stabilizeIntervalMaxMs;
  return { ...entry, kinds: { ...entry.kinds, [kind.name]: withReport(total, report, roundMs) } };
}

function readBook(file: string): LedgerEntry[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LedgerEntry[]) : [];
}

function writeBook(file: string, book: readonly LedgerEntry[]): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(book, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

// The seed that is under way is finished, and the file written.
function stopSignal(): { asked: boolean } {
  const stop = { asked: false };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stop.asked = true));
  return stop;
}

function print({ core, minutes, members, kinds }: LedgerEntry): void {
  console.log(
    `core ${core}: seeds of ${minutes} simulated minutes, up to ${members} members, the timers of networks`,
  );
  for (const [name, total] of Object.entries(kinds)) console.log(`  ${name}: ${line(total)}`);
}

function line({ seeds, failed, simulatedHours, events, counts, idealRounds }: KindTotal): string {
  const rounds = Object.entries(idealRounds).map(([round, runs]) => `${round}: ${runs}`);
  const parts = [
    `${failed.length} of ${seeds} seeds failed, ${simulatedHours.toFixed(0)} simulated hours, ${events.toLocaleString('en')} events`,
    Object.entries(counts)
      .map(([what, count]) => `${what} ${count.toLocaleString('en')}`)
      .join(', '),
    ...(rounds.length > 0
      ? [`rounds to the ideal ring after the last fault: ${rounds.join(', ')} runs`]
      : []),
  ];
  return parts.join('\n    ');
}
