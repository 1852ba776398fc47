// Runs the command and turns every end into an exit code; failures go to stderr, as JSON where JSON was asked for.
import { CommanderError } from 'commander';
import type { CliDeps } from './cli-deps.ts';
import { CliError } from './cli-error.ts';
import { EXIT, exitOfCode } from './exit-code.ts';
import { buildProgram } from './program.ts';

/** `args` are those behind the program's name. Never throws. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  const program = buildProgram(deps);
  if (args.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    const end: { code: number } = { code: EXIT.ok };
    program.setOptionValue('exitWith', (code: number) => {
      end.code = code;
    });
    await program.parseAsync([...args], { from: 'user' });
    return end.code;
  } catch (error) {
    return explain(error, args, deps);
  }
}

function explain(error: unknown, args: readonly string[], deps: CliDeps): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (deps.signal.aborted) return EXIT.interrupted;
  const { exitCode, message, hint } = known(error);
  if (args.includes('--json')) deps.stderr.write(`${JSON.stringify({ error: message, hint, exitCode })}\n`);
  else deps.stderr.write(`acorde: ${message}\n${hint ? `  ${hint}\n` : ''}`);
  return exitCode;
}

/** The errors of the actions carry the domain's codes. */
function known(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const {
    message = String(error),
    code,
    cause,
  } = error as { message?: string; code?: unknown; cause?: unknown };
  if (cause instanceof CliError) return cause;
  return new CliError(typeof code === 'string' ? exitOfCode(code) : EXIT.error, message);
}
