// `npm run pictures`: draws what is kept as pictures anew. `looks` are the views of the dashboard that the suite
// `browser` compares; only those that differ are written. `readme` is taken from a real fleet while it is tested.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment, root } from './lib/project.mjs';

const PLAYWRIGHT = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const KINDS = {
  readme: {
    args: ['e2e/browser/real-fleet.spec.ts', 'e2e/browser/real-download.spec.ts'],
    more: {
      ACORDE_SCREENSHOT: join(root, 'docs/images/dashboard.png'),
      ACORDE_FILM: join(root, 'docs/images/killed-giver.png'),
    },
  },
  looks: { args: ['e2e/browser/looks.spec.ts', '--update-snapshots=changed'], more: {} },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(KINDS, name));
if (unknown === undefined) process.exitCode = await draw(names.length ? names : Object.keys(KINDS));
else {
  console.error(`There are no pictures "${unknown}". Pictures: ${Object.keys(KINDS).join(', ')}.`);
  process.exitCode = 2;
}

async function draw(kinds) {
  for (const kind of kinds) {
    const { args, more } = KINDS[kind];
    const code = await run([PLAYWRIGHT, 'test', ...args], environment(more));
    if (code !== 0) return code;
  }
  return 0;
}

function run(args, env) {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
