// The one door for people: `npm start`, `npm test`, `npm run acorde`. It has no dependencies and runs on any Node
// that knows ES modules, so that it can say in one line what is missing. It installs pnpm's packages (Node 24 is one
// of them) when the lock file is not what was installed last, builds the dashboard when its sources changed, and
// then hands over to Node 24.
//
// package.json says `exec node run.mjs`, because npm passes a signal on to its shell alone, and a shell that waits for
// this process would keep it to itself. (On Windows, which knows no `exec`: `node run.mjs start`.)
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const NODE_MAJOR_MIN = 20;
const LOCK_TIMEOUT_MS = 180_000;
const LOCK_POLL_MS = 100;
const NODE_MAJOR_WANTED = 24;
const PARENT_CHECK_MS = 500;
const root = dirname(fileURLToPath(import.meta.url));
const dashboard = join(root, 'packages', 'dashboard');
const INSTALL_INPUTS = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
const BUILD_INPUTS = [
  'app',
  'src',
  'public',
  'build.ts',
  'server/http/precompress.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'package.json',
  // The lab runs them in the browser.
  '../simulator/src',
  '../chord/src',
  '../../pnpm-lock.yaml',
];

const COMMANDS = {
  start: { builds: true, script: ['packages/peer/src/fleet/main.ts'] },
  test: { builds: false, script: ['scripts/test.mjs'] },
  check: { builds: false, script: ['scripts/check.mjs'] },
  bench: { builds: false, script: ['bench/main.ts'] },
  pictures: { builds: true, script: ['scripts/pictures.mjs'] },
  sim: { builds: false, script: ['packages/simulator/src/main.ts'] },
  acorde: { builds: false, script: ['packages/peer/src/main.ts'], quiet: true },
  build: { builds: true, script: null },
};

main(process.argv.slice(2));

async function main([name = 'help', ...args]) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_MAJOR_MIN) {
    return fail(
      `Acorde needs Node ${NODE_MAJOR_MIN} or newer, this is ${process.version}. Install it from https://nodejs.org and try again.`,
    );
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  if (!command) return fail(`Unknown command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  const say = (text) => process.stderr.write(command.quiet ? '' : `${text}\n`);
  const node = prepare(command, say);
  if (node && command.script) run(node, [...command.script.map((path) => join(root, path)), ...args]);
}

/** Installs and builds what is missing, one command at a time: two that build at once would delete each other's pages.
 * Returns Node 24, or null after a message. */
function prepare(command, say) {
  const unlock = lock(join(root, '.acorde-run.lock'), say);
  try {
    if (!install(say)) return null;
    const node = findNode();
    return node && (!command.builds || build(node, say)) ? node : null;
  } finally {
    unlock();
  }
}

/** Waits for the folder `path`, which its holder makes and removes; one left by a process that is gone does not count. */
function lock(path, say) {
  const endMs = Date.now() + LOCK_TIMEOUT_MS;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let told = false; ; told = true) {
    try {
      mkdirSync(path);
      writeFileSync(join(path, 'pid'), String(process.pid));
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      // Where nothing can be written, nothing can be built twice either.
      if (error.code !== 'EEXIST') return () => {};
    }
    if (isGone(read(join(path, 'pid'))) || Date.now() > endMs) rmSync(path, { recursive: true, force: true });
    else if (!told) say('Waiting for another command that installs or builds ...');
    Atomics.wait(sleeper, 0, 0, LOCK_POLL_MS);
  }
}

function isGone(pid) {
  if (pid === null || pid === '') return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function install(say) {
  const stamp = join(root, 'node_modules', '.acorde-install');
  const wanted = digest(INSTALL_INPUTS.map((file) => join(root, file)));
  if (read(stamp) === wanted) return true;
  say('Installing packages (once) ...');
  const done = spawnSync('npx', ['-y', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
    fail(
      `The packages could not be installed${done.error ? ` (${done.error.message})` : ''}. Check the network and the npm registry setting, then try again.`,
    );
    return false;
  }
  writeFileSync(stamp, wanted);
  return true;
}

/** Node 24 from the packages; where it does not run (another platform), the one in use if it is new enough. */
function findNode() {
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_WANTED) return process.execPath;
  fail(
    `Node ${NODE_MAJOR_WANTED} did not install on this platform and this is ${process.version}. Install Node ${NODE_MAJOR_WANTED} and try again.`,
  );
  return null;
}

function build(node, say) {
  const stamp = join(dashboard, 'out', '.acorde-build');
  const wanted = digest(BUILD_INPUTS.map((path) => join(dashboard, path)));
  if (read(stamp) === wanted) return true;
  say('Building the dashboard (when it changed) ...');
  rmSync(join(dashboard, 'out'), { recursive: true, force: true });
  const done = spawnSync(node, [join(dashboard, 'build.ts')], {
    cwd: dashboard,
    encoding: 'utf8',
    env: { ...environment(node), NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
    fail('The dashboard could not be built; the lines above say why.');
    return false;
  }
  mkdirSync(join(dashboard, 'out'), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}

function run(node, args) {
  const child = spawn(node, args, { stdio: 'inherit', env: environment(node) });
  // The child decides when to end; a signal sent to this process alone must reach it as well.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) onParentGone(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`Could not start ${node}: ${error.message}.`));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** An npm that was killed can pass nothing on; its processes must not outlive it. */
function onParentGone(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Puts Node 24 and the packages' commands first on the PATH of everything that is started. */
function environment(node) {
  const paths = [dirname(node), join(root, 'node_modules', '.bin')];
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    PATH: [...paths, process.env.PATH].join(separator),
    // Stripping types and compiling costs each process a third of a second; the next one finds it done.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
  };
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path);
  return hash.digest('hex');
}

function addTo(hash, path) {
  if (!existsSync(path)) return;
  let entries = null;
  try {
    entries = readdirSync(path).sort();
  } catch {
    hash.update(`${path.slice(root.length)}\0`).update(readFileSync(path));
    return;
  }
  for (const entry of entries) addTo(hash, join(path, entry));
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
