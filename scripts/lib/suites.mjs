// The suites of `npm test`, in the order in which they run. Each says what it needs, how it is run and how the report
// that it leaves is read.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const MINUTE_MS = 60_000;
const NOTE_LINES_MAX = 6;

export const suites = [
  vitest('unit', 8 * MINUTE_MS),
  {
    name: 'sim',
    timeoutMs: 12 * MINUTE_MS,
    missing: () => null,
    command: (report) => [process.execPath, 'packages/simulator/src/main.ts', 'share', '--json', report],
    environment: () => ({}),
    read: readShare,
  },
  vitest('broker', 6 * MINUTE_MS, withoutBroker),
  { ...vitest('fleet', 15 * MINUTE_MS), needsDashboard: true },
  {
    name: 'browser',
    timeoutMs: 10 * MINUTE_MS,
    missing: withoutChromium,
    needsDashboard: true,
    command: () => ['playwright', 'test', '--reporter=list,json', '--pass-with-no-tests'],
    environment: (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
    read: readPlaywright,
  },
];

/** @param {() => string | null} missing why the suite cannot run here; null when it can. */
function vitest(name, timeoutMs, missing = () => null) {
  return {
    name,
    timeoutMs,
    missing,
    command: (report) => [
      ...['vitest', 'run', '--project', name, '--passWithNoTests'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ],
    environment: () => ({}),
    read: readVitest,
  };
}

function readVitest(report) {
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map(({ fullName, status, failureMessages }) => ({
      title: fullName,
      status,
      why: failureMessages?.[0],
    })),
  );
  // A file that could not even be loaded has no tests to count.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: tests.filter((result) => result.status === 'passed').length,
    failed: tests.filter((result) => result.status === 'failed').length + broken.length,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ title }) => title),
    notes: [
      ...tests.filter(({ status }) => status === 'failed').map(({ title, why }) => note(title, why)),
      ...broken.map(({ name, message }) => note(name, message)),
    ],
  };
}

/** Seeds, scenarios and mutants, each of which is right or not. */
function readShare(report) {
  const sum = (count) => report.reduce((total, part) => total + count(part), 0);
  return { passed: sum(({ of, failed }) => of - failed), failed: sum(({ failed }) => failed), skipped: [] };
}

function readPlaywright(report) {
  const specs = report.suites.flatMap(specsOf);
  return {
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected + report.errors.length,
    skipped: specs
      .filter((spec) => spec.tests.some((test) => test.status === 'skipped'))
      .map((spec) => spec.title),
    notes: [
      ...specs.filter((spec) => !spec.ok).map((spec) => note(spec.title, errorOf(spec))),
      ...report.errors.map((error) => note('the run', error.message)),
    ],
  };
}

function errorOf(spec) {
  return spec.tests.flatMap((test) => test.results).findLast((result) => result.error)?.error.message;
}

/** A failure in a few lines, so that the end of a long log tells what failed and why. */
function note(title, why = '') {
  // Colours are for the terminal that ran the suite.
  const lines = stripVTControlCharacters(why).split('\n');
  const said = lines.filter((line) => line.trim() !== '' && !/^\s*at /.test(line)).slice(0, NOTE_LINES_MAX);
  return [title, ...said].join('\n    ');
}

function specsOf(suite) {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

function withoutBroker() {
  if (process.env.AMQP_URL || onPath('rabbitmq-server', ['/usr/sbin', '/usr/lib/rabbitmq/bin'])) return null;
  return "no RabbitMQ here: install it (Debian: apt-get install rabbitmq-server) or set AMQP_URL to a broker's URL";
}

function withoutChromium() {
  if (existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium')) return null;
  return 'no Chromium here: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program';
}

function onPath(program, more) {
  return [...(process.env.PATH ?? '').split(delimiter), ...more].some((folder) =>
    existsSync(join(folder, program)),
  );
}
