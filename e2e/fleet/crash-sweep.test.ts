// kill -9 at every write, fsync, rename and unlink of puts, a repair and deletes: strace counts the system calls of one
// run, then the run is repeated, each time with another call that is answered by SIGKILL. CI takes an even share of the
// steps; ACORDE_SWEEP=all takes every one. Where nothing can be traced the process is killed at as many moments instead.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsAfterCrash } from '../support/after-crash.ts';
import { ROOT } from '../support/fleet.ts';

const WORKER = join(ROOT, 'e2e/support/crash-worker.ts');
/** SQLite writes by pwrite64 on the main thread; files are written, and its log is synced, on the one thread of the pool. */
const CALLS = ['pwrite64', 'write', 'writev', 'fsync', 'fdatasync', 'rename', 'unlink'];
const STEPS_IN_CI = 60;
const RUN_MS_MAX = 30_000;
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

interface Step {
  readonly call: string;
  /** The how-manieth of its thread. */
  readonly nth: number;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-sweep-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly output: string;
  readonly killed: boolean;
}

function runWorker(at: string, strace: readonly string[]): Promise<Run> {
  return runCommand('strace', ['-f', ...strace, process.execPath, WORKER, at], RUN_MS_MAX);
}

function runFor(at: string, limitMs: number): Promise<Run> {
  return runCommand(process.execPath, [WORKER, at], limitMs);
}

function runCommand(command: string, args: readonly string[], limitMs: number): Promise<Run> {
  const child = spawn(command, args, {
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: Math.ceil(limitMs),
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ output, killed: signal === 'SIGKILL' || code === 137 }));
  });
}

/** Every step of a whole run: for each call, as many as the busiest thread makes. */
async function countSteps(): Promise<Step[]> {
  const trace = join(folder, 'trace');
  const { output } = await runWorker(join(folder, 'counted'), ['-o', trace, '-e', `trace=${CALLS.join()}`]);
  expect(output).toMatch(/^end$/m);
  const counts = new Map<string, number>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread = '', call = ''] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (call) counts.set(`${call} ${thread}`, (counts.get(`${call} ${thread}`) ?? 0) + 1);
  }
  return CALLS.flatMap((call) => {
    const own = [...counts].filter(([key]) => key.startsWith(`${call} `)).map(([, count]) => count);
    return Array.from({ length: Math.max(0, ...own) }, (_, index) => ({ call, nth: index + 1 }));
  });
}

function shareOf(steps: readonly Step[]): Step[] {
  if (process.env.ACORDE_SWEEP === 'all' || steps.length <= STEPS_IN_CI) return [...steps];
  return Array.from(
    { length: STEPS_IN_CI },
    (_, i) => steps[Math.floor((i * steps.length) / STEPS_IN_CI)] as Step,
  );
}

// One of the two, and none that is skipped: CI lets nothing be.
if (canTrace) sweepSteps();
else sweepMoments();

function sweepSteps(): void {
  describe('a kill at any step (strace)', () => {
    it('loses nothing that was acknowledged, brings nothing back, and leaves no temp file', {
      timeout: 3_600_000,
    }, async () => {
      const steps = await countSteps();
      const share = shareOf(steps);
      const faults: string[] = [];
      let killed = 0;
      for (const [index, { call, nth }] of share.entries()) {
        const at = join(folder, String(index));
        const run = await runWorker(at, ['-o', '/dev/null', '-e', `inject=${call}:signal=KILL:when=${nth}`]);
        if (run.killed) killed++;
        const wrong = await faultsAfterCrash(at, run.output);
        faults.push(...wrong.map((fault) => `${call} ${nth}: ${fault}`));
        rmSync(at, { recursive: true, force: true });
      }
      process.stderr.write(`crash sweep: ${killed} kills at ${share.length} of ${steps.length} steps\n`);
      expect(faults).toEqual([]);
      // A call more or less is the scheduler's choice; nearly all of the steps must have been met.
      expect(killed).toBeGreaterThan(share.length * 0.9);
    });
  });
}

function sweepMoments(): void {
  describe('a kill at any time (strace is missing, or may not trace here)', () => {
    it('loses nothing that was acknowledged', { timeout: 300_000 }, async () => {
      const startMs = performance.now();
      await runFor(join(folder, 'timed'), RUN_MS_MAX);
      const wholeMs = performance.now() - startMs;
      const faults: string[] = [];
      for (let index = 0; index < STEPS_IN_CI; index++) {
        const at = join(folder, String(index));
        const run = await runFor(at, (wholeMs * (index + 1)) / STEPS_IN_CI);
        faults.push(...(await faultsAfterCrash(at, run.output)));
        rmSync(at, { recursive: true, force: true });
      }
      expect(faults).toEqual([]);
    });
  });
}
