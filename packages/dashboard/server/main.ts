// Starts the gateway and ends it in order: on SIGINT and SIGTERM, when the launcher says so, and when the launcher is gone.
import { AcordeError } from '@acorde/protocol';
import { pino } from 'pino';
import { startGateway } from './gateway.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { realSystem } from './system.ts';

async function main(): Promise<void> {
  const options = optionsOrExit();
  const logger = pino({ level: options.logLevel, redact: ['authorization', '*.authorization'] });
  try {
    const gateway = await startGateway(options, { system: realSystem, logger });
    logger.info({ url: gateway.url }, 'the gateway listens');
    process.send?.({ type: 'ready', url: gateway.url });
    stopWhenAsked(async () => {
      await gateway.stop();
      process.exit(0);
    });
  } catch (error) {
    fail(reasonOf(error, options), 1);
  }
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof AcordeError)) throw error;
    return fail(`${error.message}\n${USAGE}`, 2);
  }
}

function stopWhenAsked(stop: () => Promise<void>): void {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    void stop();
  };
  process.on('SIGINT', once);
  process.on('SIGTERM', once);
  if (!process.connected) return;
  process.on('disconnect', once);
  process.on('message', (message: { type?: unknown } | null) => {
    if (message?.type === 'stop') once();
  });
}

function reasonOf(error: unknown, { port }: Options): string {
  const { code, message } = error as { code?: string; message: string };
  return code === 'EADDRINUSE' ? `Port ${port} is in use. Choose another one with --port.` : message;
}

function fail(reason: string, exitCode: number): never {
  process.stderr.write(`${reason}\n`);
  process.send?.({ type: 'failed', reason });
  process.exit(exitCode);
}

await main();
