// Time and its table. A round runs every contestant once, one after the other, so that what the machine does meanwhile
// hits all of them; the figure of each is the median of its rounds, and ratios are made of those.
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { runCommand } from './command.ts';

export interface Contestant {
  readonly name: string;
  /** One round. The result is called after the clock has stopped, to tidy up. */
  run(round: number): Promise<(() => Promise<void>) | undefined>;
}

export interface Timed {
  readonly name: string;
  /** Seconds, median of the rounds. */
  readonly seconds: number;
}

/** Runs `rounds` of all. What waits for the disk from before is written out before each clock starts. */
export async function timeRounds(contestants: readonly Contestant[], rounds: number): Promise<Timed[]> {
  const all = contestants.map(({ name }) => ({ name, seconds: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      await runCommand('sync', []);
      const startMs = performance.now();
      const tidy = await contestant.run(round);
      const seconds = (performance.now() - startMs) / 1000;
      all[index]?.seconds.push(seconds);
      process.stderr.write(`  round ${round + 1}, ${contestant.name}: ${seconds.toFixed(2)} s\n`);
      await tidy?.();
    }
  }
  return all.map(({ name, seconds }) => ({ name, seconds: median(seconds) }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
}

/** Prints a heading that says on what machine, and a table. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  process.stdout.write(`\n### ${title}\n\n`);
  process.stdout.write(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}\n`);
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
}

export function printMachine(command: string, rounds: number): void {
  const [cpu] = cpus();
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  process.stdout.write(
    `Printed by \`${command}\` on ${cpus().length} cores (${cpu?.model.trim()}), ` +
      `${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}, median of ${rounds}, ` +
      `load average at the end ${load}.\n`,
  );
}

/** Processor time of a process so far, seconds; 0 when it is gone. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** The largest resident size of a process so far, MB. */
export function peakRssMb(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
