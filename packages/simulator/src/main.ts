// `npm run sim`: the real core under virtual time and faults. Ends by itself; exit code 1 when anything was wrong.
import { type Options, readOptions } from './cli/options.ts';
import { type Kind, runSeeds } from './cli/run-seeds.ts';
import { livenessRun } from './runs/liveness-run.ts';
import { safetyRun } from './runs/safety-run.ts';

const USAGE = `Usage: npm run sim -- [--safety | --liveness] [--seed N] [--seeds N] [--minutes M] [--members N]`;

const SAFETY: Kind = { name: 'safety', run: (options) => safetyRun(options) };
const LIVENESS: Kind = { name: 'liveness', run: livenessRun };

/** Each returns how many things were wrong. */
const COMMANDS: Readonly<Record<string, (options: Options) => Promise<number>>> = {
  seeds: async (options) => {
    const failed = options.safety ? await runSeeds(SAFETY, options) : 0;
    return failed + (options.liveness ? await runSeeds(LIVENESS, options) : 0);
  },
};

// A RemoteError is thrown for every call that fails; nobody reads where.
Error.stackTraceLimit = 0;
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    const command = Object.hasOwn(COMMANDS, options.command) ? COMMANDS[options.command] : undefined;
    if (!command) throw new Error(`There is no command "${options.command}".`);
    return (await command(options)) > 0 ? 1 : 0;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
}
