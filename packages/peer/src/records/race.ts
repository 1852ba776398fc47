// Waiting with an end: for a promise, for a time, or for a caller who goes away.
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';

/** Resolves true when `promise` settles either way, false when `delayMs` pass or the signal aborts first. */
export function settledWithin(
  promise: Promise<unknown>,
  delayMs: number,
  { system, signal }: { system: System; signal?: AbortSignal | undefined },
): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = system.schedule(delayMs, () => end(false));
    const onAbort = () => end(false);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) end(false);
    promise.then(
      () => end(true),
      () => end(true),
    );
    function end(settled: boolean) {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      resolve(settled);
    }
  });
}

/** Throws CANCELLED when the caller has gone away. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AcordeError('CANCELLED', 'the caller went away');
}
