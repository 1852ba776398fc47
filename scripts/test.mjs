// `npm test`: the suites one after another, what was skipped and why, and one line with the sum. Suites can be named:
// `npm test -- unit fleet`. With ACORDE_NO_SKIP=1 a skipped suite or test is a failure (CI sets it).
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endMarked } from './lib/descendants.mjs';
import { environment, root } from './lib/project.mjs';
import { suites } from './lib/suites.mjs';

const KILL_DELAY_MS = 10_000;
const MARK = 'ACORDE_TEST_RUN';

const folder = mkdtempSync(join(tmpdir(), 'acorde-test-'));
let interrupted = false;
let stopCurrent = () => {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt());

try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(names) {
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown) {
    console.error(`There is no suite "${unknown}". Suites: ${suites.map((suite) => suite.name).join(', ')}.`);
    return 2;
  }
  const results = [];
  for (const suite of suites) {
    if (interrupted || (names.length && !names.includes(suite.name))) continue;
    results.push(await runSuite(suite));
  }
  return report(results);
}

/** @returns {Promise<{name: string, passed: number, failed: number, skipped: string[], notes: string[]}>} */
async function runSuite(suite) {
  const { name } = suite;
  const missing = suite.missing();
  console.log(`\n== ${name}${missing ? ': skipped' : ''}`);
  if (missing) return { name, passed: 0, failed: 0, skipped: [missing], notes: [] };
  const file = join(folder, `${name}.json`);
  const mark = randomUUID();
  const ended = await run(suite, file, { ...suite.environment(file), [MARK]: mark });
  const left = await endMarked(`${MARK}=${mark}`);
  const result = { name, notes: [], ...read(suite, file) };
  if (result.passed + result.failed + result.skipped.length === 0) result.skipped.push('it has no tests');
  if (ended !== 'exit code 0' && result.failed === 0) addFailure(result, `it ended with ${ended}`);
  else if (!/^exit code [01]$/.test(ended)) result.notes.push(`it ended with ${ended}`);
  for (const { pid, command } of left)
    addFailure(result, `it left a process behind: ${pid} ${command.slice(0, 200)}`);
  return result;
}

/** Runs in a process group of its own, so that a suite that hangs can be ended with all that it started. */
function run(suite, file, more) {
  const [command, ...args] = suite.command(file);
  const child = spawn(command, args, {
    cwd: root,
    env: environment(more),
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  return new Promise((resolve) => {
    let why = null;
    const kill = (signal) => signalGroup(child.pid, signal);
    const stop = (reason) => {
      why ??= reason;
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), KILL_DELAY_MS).unref();
    };
    const timer = setTimeout(() => stop(`a time-out after ${suite.timeoutMs / 1000} s`), suite.timeoutMs);
    stopCurrent = () => stop('an interrupt');
    child.on('error', (error) => finish(error.message));
    child.on('exit', (code, signal) => finish(why ?? (signal ? `signal ${signal}` : `exit code ${code}`)));
    function finish(how) {
      clearTimeout(timer);
      stopCurrent = () => {};
      resolve(how);
    }
  });
}

function read(suite, file) {
  try {
    return suite.read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return { passed: 0, failed: 1, skipped: [], notes: [`it left no report (${error.message})`] };
  }
}

function addFailure(result, note) {
  result.failed += 1;
  result.notes.push(note);
}

/** Prints the sums; the last line is for scripts. Returns the exit code. */
function report(results) {
  console.log('\n== sum');
  for (const { name, passed, failed, skipped, notes } of results) {
    console.log(`${name}: ${count(passed, failed, skipped.length)}`);
    for (const note of notes) console.log(`  failed: ${note}`);
    for (const why of skipped) console.log(`  skipped: ${why}`);
  }
  const sum = (pick) => results.reduce((total, result) => total + pick(result), 0);
  const skipped = sum((result) => result.skipped.length);
  const failed = sum((result) => result.failed);
  const noSkip = process.env.ACORDE_NO_SKIP === '1' && skipped > 0;
  if (noSkip) console.log('Nothing may be skipped here (ACORDE_NO_SKIP=1).');
  if (interrupted) console.log('Interrupted; the rest did not run.');
  console.log(
    count(
      sum((result) => result.passed),
      failed,
      skipped,
    ),
  );
  return failed > 0 || noSkip || interrupted ? 1 : 0;
}

function count(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

function interrupt() {
  interrupted = true;
  stopCurrent();
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}
