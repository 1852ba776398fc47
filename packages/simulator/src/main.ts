// `npm run sim`: the real core under virtual time and faults. Ends by itself; exit code 1 when anything was wrong, 2 when
// it was asked wrongly.
import { applyMutant } from './cli/mutants/apply-mutant.ts';
import { mutantNamed } from './cli/mutants/mutants.ts';
import { readOptions } from './cli/options.ts';

const USAGE = `Usage: npm run sim -- [--safety | --liveness] [--seed N] [--seeds N] [--minutes M] [--members N] [--slow] [--mutant NAME]
       npm run sim -- mutants [NAME ...]
       npm run sim -- scenario FILE ... [--seed N]
       npm run sim -- paper [EXPERIMENT ...] [--lookups N] [--members N] [--json FILE] [--svg FOLDER]
       npm run sim -- splits [--seed N] [--seeds N] [--members N]
       npm run sim -- ledger [--safety | --liveness] [--seeds N] [--minutes M] [--json FILE]
       npm run sim -- upkeep [--members N] [--minutes M] [--json FILE]
       npm run sim -- scale [--members N]
       npm run sim -- shrink [--safety | --liveness] [--seed N] [--seeds N] [--mutant NAME] [--json FILE]
       npm run sim -- regressions [FILE ...] [--mutant NAME]
       npm run sim -- share [--json FILE]`;

// A RemoteError is thrown for every call that fails; nobody reads where.
Error.stackTraceLimit = 0;
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    const mutant = options.mutant === null ? null : mutantNamed(options.mutant);
    if (mutant) applyMutant(mutant);
    const { COMMANDS } = await import('./cli/commands.ts');
    const command = Object.hasOwn(COMMANDS, options.command) ? COMMANDS[options.command] : undefined;
    if (!command) throw new Error(`There is no command "${options.command}".`);
    return (await command(options, mutant)) > 0 ? 1 : 0;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
}
