// The command's surroundings when it is a process.
import { realSystem } from '../system.ts';
import type { CliActions } from './cli-actions.ts';
import type { CliDeps } from './cli-deps.ts';

export interface ProcessDeps extends CliDeps {
  /** Takes the interrupts: the first one aborts, the second one ends at once. Not for commands that stop by themselves. */
  catchInterrupts(): void;
}

export function createProcessDeps(actions: CliActions, version: string): ProcessDeps {
  const interrupted = new AbortController();
  // A reader that has enough, as in `| head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: whereTheUserIs(),
    fetch: globalThis.fetch,
    system: realSystem,
    signal: interrupted.signal,
    actions,
    version,
    catchInterrupts() {
      process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
      process.once('SIGTERM', () => interrupted.abort(new Error('interrupted')));
    },
  };
}

/** npm runs a script in the project's folder; the paths that a user types start where the user is. */
function whereTheUserIs(): string {
  const { npm_lifecycle_event: script, INIT_CWD: started } = process.env;
  return script === 'acorde' && started ? started : process.cwd();
}
