// For working on the pages without a fleet: `node packages/dashboard/test/fixture-gateway/main.ts [PORT] [PEERS]`.
import { resolve } from 'node:path';
import { FIXTURE_NAMES, fixtureNames, startFixtureGateway } from './fixture-gateway.ts';

const port = Number(process.argv[2] ?? 7600);
const count = Number(process.argv[3] ?? FIXTURE_NAMES.length);
const gateway = await startFixtureGateway({
  names: fixtureNames(count),
  port,
  pages: resolve(import.meta.dirname, '../../out'),
  hopDelayMs: 0,
});
for (const [name, size] of [
  ['notes.txt', 1_200],
  ['paper.pdf', 640_000],
  ['talk.mp4', 9_400_000],
] as const) {
  gateway.fleet.store(
    name,
    'application/octet-stream',
    Buffer.alloc(size, name),
    gateway.fleet.up[size % gateway.fleet.up.length]!,
  );
}
process.stdout.write(`fixture fleet at ${gateway.url}\n`);
