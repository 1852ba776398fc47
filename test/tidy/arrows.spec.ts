// Each arrow of the architecture must bite: a small tree with one planted import for each rule, and with imports
// that are allowed, is read by dependency-cruiser with the project's own rules.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import rules from '../../.dependency-cruiser.mjs';

const config: IConfiguration = rules;

/** What it shows, the file, and what it imports. */
type Import = [title: string, file: string, imported: string];
/** The same, and the rule that must speak. */
type BadImport = [...Import, rule: string];

const peer = (path: string) => `packages/peer/src/${path}`;
const dashboard = (path: string) => `packages/dashboard/${path}`;

const planted: readonly BadImport[] = [
  ['chord reads a file', 'packages/chord/src/a.ts', 'node:fs', 'chord-imports-nothing'],
  ['chord uses a package', 'packages/chord/src/b.ts', 'zod', 'chord-imports-nothing'],
  [
    'a test of chord knows the wire',
    'packages/chord/src/c.spec.ts',
    '@acorde/protocol',
    'chord-is-below-all',
  ],
  ['the simulator uses Node', 'packages/simulator/src/a.ts', 'node:fs', 'simulator-only-chord'],
  [
    'the simulator reads its command line',
    'packages/simulator/src/c.ts',
    './cli/target.ts',
    'simulator-never-its-command',
  ],
  ['the simulator drives peers', 'packages/simulator/src/b.ts', '@acorde/protocol', 'simulator-only-chord'],
  ['the wire contract knows the peer', 'packages/protocol/src/a.ts', '@acorde/peer', 'protocol-only-chord'],
  ['a peer is simulated', peer('wiring/a.ts'), '@acorde/simulator', 'peer-simulated-only-in-tests'],
  ['a peer starts the gateway', peer('fleet/a.ts'), '@acorde/dashboard', 'peer-stands-below-the-dashboard'],
  ['the gateway uses a peer', dashboard('server/a.ts'), '@acorde/peer', 'dashboard-never-peer'],
  ['a page reaches into a peer', dashboard('src/a.ts'), '../../peer/src/index.ts', 'packages-by-name'],
  ['rest calls rpc', peer('rest/a.ts'), '../rpc/target.ts', 'edges-never-meet'],
  ['events calls the command', peer('events/a.ts'), '../cli/target.ts', 'edges-never-meet'],
  ['files calls rpc', peer('files/a.ts'), '../rpc/target.ts', 'domain-never-edge'],
  ['identity calls rest', peer('identity/a.ts'), '../rest/target.ts', 'domain-never-edge'],
  ['files runs code of a port file', peer('files/d.ts'), '../rpc/ports.ts', 'ports-above-only-as-types'],
  ['store runs code of a port file', peer('store/b.ts'), '../files/ports.ts', 'ports-above-only-as-types'],
  ['repair speaks gRPC', peer('repair/a.ts'), '@connectrpc/connect', 'domain-knows-no-transport'],
  ['records speaks HTTP', peer('records/a.ts'), 'node:http2', 'domain-knows-no-transport'],
  ['store knows files', peer('store/a.ts'), '../files/target.ts', 'files-above-records'],
  ['rpc knows how it is wired', peer('rpc/a.ts'), '../peer.ts', 'wired-from-above'],
  ['membership knows the fleet', peer('membership/a.ts'), '../fleet/target.ts', 'wired-from-above'],
  ['the fleet reads records', peer('fleet/b.ts'), '../records/target.ts', 'fleet-starts-others'],
  ['the clock knows files', peer('system.ts'), './files/target.ts', 'system-imports-nothing'],
  ['a page imports the gateway', dashboard('src/b.ts'), '../server/target.ts', 'pages-never-gateway'],
  ['a page reads a file', dashboard('app/a.tsx'), 'node:fs', 'pages-have-no-node'],
  ['the gateway renders a page', dashboard('server/b.ts'), '../app/target.tsx', 'gateway-never-pages'],
  ['rest speaks AMQP', peer('rest/b.ts'), 'amqplib', 'amqp-in-few-files'],
  ['the hub speaks AMQP', dashboard('server/hub.ts'), 'amqplib', 'amqp-in-few-files'],
  ['code needs a test', peer('files/b.ts'), './target.spec.ts', 'code-never-tests'],
  ['two files need each other', peer('files/round.ts'), './trip.ts', 'no-cycles'],
];

const allowed: readonly Import[] = [
  ['the command of the simulator uses Node', 'packages/simulator/src/cli/a.ts', 'node:util'],
  ['the wire contract converts the core', 'packages/protocol/src/index.ts', '@acorde/chord'],
  ['a peer uses the wire contract', peer('rpc/b.ts'), '@acorde/protocol'],
  ['files uses records', peer('files/c.ts'), '../records/target.ts'],
  ['rpc uses files', peer('rpc/c.ts'), '../files/target.ts'],
  ['the fleet hosts peers', peer('fleet/c.ts'), '../peer.ts'],
  ['the publisher speaks AMQP', peer('events/amqp-broker.ts'), 'amqplib'],
  ['the consumer speaks AMQP', dashboard('server/source/amqp-consumer.ts'), 'amqplib'],
  ['the gateway uses Node', dashboard('server/c.ts'), 'node:fs'],
  ['a test of the broker speaks AMQP', 'packages/peer/test/broker/a.test.ts', 'amqplib'],
];

const fitting = peer('identity/b.ts');

const targets = [
  'packages/chord/src/index.ts',
  'packages/simulator/src/index.ts',
  'packages/simulator/src/cli/target.ts',
  peer('index.ts'),
  peer('peer.ts'),
  peer('files/target.spec.ts'),
  peer('rpc/ports.ts'),
  peer('files/ports.ts'),
  ...['rpc', 'rest', 'cli', 'files', 'records', 'fleet'].map((part) => peer(`${part}/target.ts`)),
  dashboard('src/index.ts'),
  dashboard('server/target.ts'),
  dashboard('app/target.tsx'),
];

const root = realpathSync(mkdtempSync(join(tmpdir(), 'acorde-arrows-')));
let broken: readonly { from: string; rule: string }[] = [];

beforeAll(async () => {
  for (const file of targets) write(file, 'export const target = 1;\n');
  for (const [, file, imported] of [...planted, ...allowed]) {
    write(file, `import * as target from '${imported}';\nexport const used = target;\n`);
  }
  write(
    fitting,
    "import type * as rpc from '../rpc/ports.ts';\nimport type * as files from '../files/ports.ts';\nexport type Fitting = typeof rpc & typeof files;\n",
  );
  write(peer('files/trip.ts'), "import * as target from './round.ts';\nexport const used = target;\n");
  for (const name of ['chord', 'simulator', 'protocol', 'peer', 'dashboard']) link(name);
  broken = await readArrows();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('an import against the arrows is found', () => {
  test.each(planted)('%s', (_title, file, _imported, rule) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  test('every rule has a planted import', () => {
    const shown = planted.map(([, , , rule]) => rule);
    expect(
      (config.forbidden ?? []).map((rule) => rule.name ?? '').filter((name) => !shown.includes(name)),
    ).toEqual([]);
  });
});

describe('an import along the arrows is left alone', () => {
  test.each(allowed)('%s', (_title, file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  test('identity says by a type that it fits the ports above it', () => {
    expect(rulesBrokenBy(fitting)).toEqual([]);
  });
});

function rulesBrokenBy(file: string): string[] {
  return broken.filter(({ from }) => from === file).map(({ rule }) => rule);
}

function write(file: string, text: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Makes `@acorde/name` resolve as the workspace does. */
function link(name: string): void {
  write(
    `packages/${name}/package.json`,
    JSON.stringify({ name: `@acorde/${name}`, exports: { '.': './src/index.ts' } }),
  );
  mkdirSync(join(root, 'node_modules/@acorde'), { recursive: true });
  symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@acorde', name), 'dir');
}

async function readArrows() {
  const result = await cruise(
    ['packages'],
    { ...config.options, baseDir: root, validate: true, ruleSet: { forbidden: config.forbidden ?? [] } },
    config.options?.enhancedResolveOptions,
  );
  const { violations } = (result.output as ICruiseResult).summary;
  return violations.map(({ from, rule }) => ({ from, rule: rule.name }));
}
