// Time and randomness come in by one file of each side. The project's own lint reads planted lines in a small tree.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './tree.ts';

/** Only this is read of Biome's report. */
interface Report {
  readonly diagnostics: readonly { readonly location: { readonly path: string } }[];
}

const forbidden = [
  'export const now = Date.now();',
  'export const now = new Date();',
  'export const now = performance.now();',
  'export const chance = Math.random();',
  'setTimeout(() => {}, 5);',
  'globalThis.setTimeout(() => {}, 5);',
  'setInterval(() => {}, 5);',
  'export const signal = AbortSignal.timeout(5);',
  'export const id = crypto.randomUUID();',
  "import { setTimeout as wait } from 'node:timers/promises';\nawait wait(5);",
  "import { randomBytes } from 'node:crypto';\nexport const bytes = randomBytes(5);",
];

const allowed = [
  'export const shown = new Date(5).toISOString();',
  'export const most = Math.max(1, 2);',
  "import { createHash } from 'node:crypto';\nexport const hash = createHash('sha256');",
];

const guarded = [
  'packages/peer/src/files',
  'packages/chord/src',
  'packages/dashboard/src',
  'packages/dashboard/server',
];
const doors = [
  'packages/peer/src/system.ts',
  'packages/dashboard/src/clock.ts',
  'packages/dashboard/server/system.ts',
];
const exempt = [
  ...doors,
  'packages/peer/src/files/x.spec.ts',
  'packages/peer/test/support/x.ts',
  'e2e/support/x.ts',
];

const folder = mkdtempSync(join(tmpdir(), 'acorde-lint-'));
let refused: ReadonlySet<string> = new Set();

beforeAll(() => {
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  cpSync(join(root, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true });
  for (const [index, line] of forbidden.entries())
    write(`packages/peer/src/files/forbidden-${index}.ts`, line);
  for (const [index, line] of allowed.entries()) write(`packages/peer/src/files/allowed-${index}.ts`, line);
  for (const place of guarded) write(`${place}/guarded.ts`, 'export const now = Date.now();');
  for (const file of exempt) write(file, forbidden.slice(0, 8).join('\n').replaceAll('export const', 'var'));
  refused = lint();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the clock door', () => {
  test.each(forbidden.map((line, index) => ({ line, index })))('is the only way to: $line', ({ index }) => {
    expect(refused).toContain(`packages/peer/src/files/forbidden-${index}.ts`);
  });

  test.each(allowed.map((line, index) => ({ line, index })))('is not needed for: $line', ({ index }) => {
    expect(refused).not.toContain(`packages/peer/src/files/allowed-${index}.ts`);
  });

  test.each(guarded)('guards %s', (place) => {
    expect(refused).toContain(`${place}/guarded.ts`);
  });

  test.each(exempt)('lets %s pass', (file) => {
    expect(refused).not.toContain(file);
  });
});

function write(file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
}

/** The files about which the project's rules on time and randomness have something to say. */
function lint(): Set<string> {
  const rules = [
    'style/noRestrictedGlobals',
    'style/noRestrictedImports',
    'nursery/noJsRestrictedProperties',
    'plugin',
  ];
  const only = rules.map((rule) => `--only=${rule}`);
  const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', ...only, '.'];
  const { diagnostics } = JSON.parse(run(join(root, 'node_modules/.bin/biome'), args)) as Report;
  return new Set(diagnostics.map(({ location }) => location.path));
}

/** What a command prints, whatever its exit code. */
function run(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
