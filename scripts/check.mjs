// `npm run check`: everything that a change must pass before it is shared, one line a step. Steps can be named:
// `npm run check -- types arrows`.
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { EVENTS_DOC, eventsDoc } from './lib/events-doc.mjs';
import { capture, root } from './lib/project.mjs';

const GENERATED = 'packages/protocol/src/gen';

const steps = {
  generate,
  proto: () => all(['buf', 'lint', 'proto'], ['buf', 'format', '--diff', '--exit-code', 'proto']),
  lint: () => all(['biome', 'check', '--error-on-warnings', '.']),
  types: () => all(...tsconfigs().map((path) => ['tsc', '-p', path])),
  arrows: () => all(['depcruise', '--config', '.dependency-cruiser.mjs', 'packages', 'test']),
  unused: () => all(['knip', '--no-progress']),
  test: () => all(['vitest', 'run', '--project', 'unit', '--reporter=dot']),
};

process.exitCode = await check(process.argv.slice(2));

async function check(names) {
  const unknown = names.find((name) => !Object.hasOwn(steps, name));
  if (unknown) {
    console.error(`There is no step "${unknown}". Steps: ${Object.keys(steps).join(', ')}.`);
    return 2;
  }
  const failed = [];
  for (const name of names.length ? names : Object.keys(steps)) if (!(await run(name))) failed.push(name);
  console.log(failed.length ? `check: ${failed.join(', ')} failed` : 'check: all good');
  return failed.length ? 1 : 0;
}

async function run(name) {
  const startMs = performance.now();
  const problem = await steps[name]();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1).padStart(5);
  console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name.padEnd(9)} ${seconds} s`);
  if (problem !== null) console.log(problem.trimEnd().replaceAll(/^/gm, '    '));
  return problem === null;
}

/** What the commands that failed said; null when none did. */
async function all(...commands) {
  const problems = [];
  for (const [command, ...args] of commands) {
    const { code, output } = await capture(command, args);
    if (code !== 0) problems.push(`${[command, ...args].join(' ')}: exit code ${code}\n${output}`);
  }
  return problems.length ? problems.join('\n') : null;
}

/** Generates into a folder of its own, so that a check never changes the tree that it checks. */
async function generate() {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-generate-'));
  try {
    const { code, output } = await capture('buf', ['generate', '-o', folder]);
    if (code !== 0) return `buf generate: exit code ${code}\n${output}`;
    const drift = differences(join(root, GENERATED), join(folder, GENERATED));
    if (read(join(root, EVENTS_DOC)) !== eventsDoc(root)) drift.push(EVENTS_DOC);
    return drift.length ? `Not as generated; run "npm run generate" and commit:\n${drift.join('\n')}` : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differences(actual, expected) {
  const paths = new Set([...filesIn(actual), ...filesIn(expected)]);
  return [...paths].sort().filter((path) => read(join(actual, path)) !== read(join(expected, path)));
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Every project that tsc knows: the packages, and the suites beside them. */
function tsconfigs() {
  const patterns = ['packages/*/tsconfig*.json', 'packages/*/{server,test}/tsconfig*.json'];
  return globSync(
    [...patterns, 'e2e/{,browser/}tsconfig*.json', 'bench/tsconfig*.json', 'test/*/tsconfig*.json'],
    { cwd: root },
  ).sort();
}
