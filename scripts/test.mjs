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

const BUILD_TIMEOUT_MS = 180_000;
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
  const result = { name: suite.name, passed: 0, failed: 0, skipped: [], notes: [] };
  const missing = suite.missing();
  console.log(`\n== ${suite.name}${missing ? ': skipped' : ''}`);
  if (missing) result.skipped.push(missing);
  else if (suite.needsDashboard && !(await buildDashboard()))
    addFailure(result, 'the dashboard could not be built');
  else await runTests(suite, result);
  return result;
}

async function runTests(suite, result) {
  const file = join(folder, `${suite.name}.json`);
  const mark = randomUUID();
  const ended = await run(suite.command(file), suite.timeoutMs, { ...suite.environment(file), [MARK]: mark });
  const left = await endMarked(`${MARK}=${mark}`);
  read(suite, file, result);
  if (result.passed + result.failed + result.skipped.length === 0) result.skipped.push('it has no tests');
  if (ended !== 'exit code 0' && result.failed === 0) addFailure(result, `it ended with ${ended}`);
  else if (!/^exit code [01]$/.test(ended)) result.notes.push(`it ended with ${ended}`);
  for (const { pid, command } of left) {
    addFailure(result, `it left a process behind: ${pid} ${command.slice(0, 200)}`);
  }
}

/** Builds only when the sources changed. */
async function buildDashboard() {
  return (await run([process.execPath, 'run.mjs', 'build'], BUILD_TIMEOUT_MS, {})) === 'exit code 0';
}

/**
 * Runs in a process group of its own, so that a command that hangs can be ended with all that it started. Resolves
 * with how it ended.
 */
function run([command, ...args], timeoutMs, more) {
  const stdio = ['ignore', 'inherit', 'inherit'];
  const child = spawn(command, args, { cwd: root, env: environment(more), stdio, detached: true });
  return new Promise((resolve) => {
    let why = null;
    const kill = (signal) => signalGroup(child.pid, signal);
    const stop = (reason) => {
      why ??= reason;
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), KILL_DELAY_MS).unref();
    };
    const timer = setTimeout(() => stop(`a time-out after ${timeoutMs / 1000} s`), timeoutMs);
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

function read(suite, file, result) {
  try {
    Object.assign(result, suite.read(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (error) {
    addFailure(result, `it left no report (${error.message})`);
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
