import type { CliDeps } from './cli-deps.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** A signal that aborts with the user's interruption, or after `timeoutMs` (0: never) with a CliError. */
export function deadline(
  { signal: interrupted, system }: Pick<CliDeps, 'signal' | 'system'>,
  timeoutMs: number,
): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const timedOut = () =>
    controller.abort(
      new CliError(EXIT.timeout, `No answer within ${timeoutMs / 1000} s.`, 'Allow more with --timeout.'),
    );
  const cancel = timeoutMs > 0 ? system.schedule(timeoutMs, timedOut) : () => {};
  return { signal: AbortSignal.any([interrupted, controller.signal]), stop: cancel };
}
