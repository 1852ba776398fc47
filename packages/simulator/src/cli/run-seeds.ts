// Runs seeds of one kind and says what came of them, with the denominators: how much was simulated, what happened in
// it, how often it was checked. A failure prints the command that repeats it.
import { DEFAULT } from '@acorde/chord';
import { SIMULATED } from '../runs/parameters.ts';
import type { RunReport } from '../runs/run-report.ts';
import type { Kind } from './kinds.ts';
import type { Options } from './options.ts';

// So many failures are told of; the rest is counted.
const TOLD_MAX = 5;

/** Returns how many seeds failed. */
export async function runSeeds(kind: Kind, options: Options): Promise<number> {
  const { seed, seeds, minutes, members, slow } = options;
  console.log(
    `${kind.name}: seeds ${seed} to ${seed + seeds - 1}, ${minutes} min each, up to ${members} members`,
  );
  const total = new Total();
  for (let i = 0; i < seeds; i += 1) {
    const report = await kind.run({
      seed: seed + i,
      minutes,
      members,
      parameters: slow ? DEFAULT : SIMULATED,
    });
    total.add(report);
    if (report.problem !== null && total.failed <= TOLD_MAX) tell(kind, options, report);
  }
  total.print();
  return total.failed;
}

function tell({ name }: Kind, { minutes, members, mutant, slow }: Options, report: RunReport): void {
  const asked = name === 'split' ? 'splits' : `--${name}`;
  const again = `npm run sim -- ${asked} --seed ${report.seed} --minutes ${minutes} --members ${members}`;
  console.log(
    `seed ${report.seed} FAILED after ${(report.simulatedMs / 1_000).toFixed(3)} s: ${report.problem}`,
  );
  for (const line of report.history) console.log(`  ${line}`);
  console.log(
    `  again: ${again}${slow && name !== 'split' ? ' --slow' : ''}${mutant ? ` --mutant ${mutant}` : ''}`,
  );
}

class Total {
  failed = 0;
  #seeds = 0;
  #simulatedMs = 0;
  #events = 0;
  readonly #idealMs: number[] = [];
  readonly #counts = new Map<string, number>();
  readonly #startCpu = process.cpuUsage();

  add(report: RunReport): void {
    this.#seeds += 1;
    if (report.problem !== null) this.failed += 1;
    this.#simulatedMs += report.simulatedMs;
    this.#events += report.events;
    if (report.idealAfterMs !== null) this.#idealMs.push(report.idealAfterMs);
    for (const [what, count] of Object.entries(report.counts)) {
      this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
    }
  }

  print(): void {
    const { user, system } = process.cpuUsage(this.#startCpu);
    const cpuSeconds = (user + system) / 1e6;
    const hours = (this.#simulatedMs / 3_600_000).toFixed(2);
    const rate = Math.round(this.#events / cpuSeconds).toLocaleString('en');
    console.log(`  ${this.failed} of ${this.#seeds} seeds failed`);
    console.log(
      `  ${hours} simulated hours, ${this.#events.toLocaleString('en')} events, ${rate} events per CPU second`,
    );
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    console.log(`  ${counts.map(([what, count]) => `${what} ${count.toLocaleString('en')}`).join(', ')}`);
    this.#printIdeal();
  }

  #printIdeal(): void {
    const sorted = this.#idealMs.sort((a, b) => a - b);
    if (sorted.length === 0) return;
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    console.log(
      `  ideal after the last fault: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${sorted.length} runs)`,
    );
  }
}
