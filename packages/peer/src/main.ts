// The `acorde` command. What needs a whole peer is loaded only by the commands that run one.

import { runCli } from './cli/run-cli.ts';
import { realSystem } from './system.ts';

const interrupted = new AbortController();
const noun = process.argv[2] ?? '';
// `serve` and `fleet` end in an order of their own.
if (noun !== 'serve' && noun !== 'fleet') {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
}
// Whoever reads the output may have had enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

// Timers keep nothing alive here; without this, a command that only waits would end in the middle.
new MessageChannel().port1.ref();

process.exit(
  await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    // npm runs scripts in the project's folder; people mean the folder that they are in.
    cwd: (process.env.npm_lifecycle_event === 'acorde' && process.env.INIT_CWD) || process.cwd(),
    fetch: globalThis.fetch,
    batches: async (options) => (await import('./cli/grpc-batches.ts')).openBatches(options),
    system: realSystem,
    signal: interrupted.signal,
    version: '0.1.0',
    actions: {
      serve: async ({ config, ...flags }) => (await import('./serve.ts')).serve(flags as object, config),
      fleetStart: async (args) => (await import('./fleet/run-fleet.ts')).runFleet(args),
      networkInit: async (flags) => (await import('./network-command.ts')).initNetwork(flags),
      networkIssue: async (flags) => (await import('./network-command.ts')).issueRole(flags),
      eventsTail: async (flags) => (await import('./events/tail.ts')).tailEvents(flags, realSystem),
      eventsPublish: async (flags) => (await import('./events/tail.ts')).publishEvents(flags, realSystem),
    },
  }),
);
