import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';

/** How long a source may be silent. */
export interface Patience {
  readonly system: System;
  readonly silenceMs: number;
}

/** A peer that has not answered, and not refused either. */
export class SilenceError extends AcordeError {
  constructor(silenceMs: number) {
    super('PEER_UNREACHABLE', `a peer was silent for ${silenceMs} ms`);
  }
}

/** The same items, until the signal aborts: then CANCELLED at once, even while the source is silent. With `patience`
 * a source that is silent for too long is PEER_UNREACHABLE. The source is closed in every case, and not waited for. */
export async function* abortable<T>(
  source: AsyncIterable<T>,
  signal?: AbortSignal,
  patience?: Patience,
): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = untilAborted(items.next(), signal);
      const item = await (patience ? within(next, patience) : next);
      if (item.done) {
        ended = true;
        return;
      }
      yield item.value;
    }
  } finally {
    // A source that waits for bytes cannot answer before they come.
    if (!ended) void Promise.resolve(items.return?.()).catch(() => undefined);
  }
}

/** The same result, or CANCELLED as soon as the signal aborts. Nothing of it stays with the signal: a race against one
 * long promise would keep every result alive until that promise settles, and with it every byte of a file. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled(signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** The same result, or PEER_UNREACHABLE when it takes too long. */
export function within<T>(work: Promise<T>, { system, silenceMs }: Patience): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = system.schedule(silenceMs, () => reject(new SilenceError(silenceMs)));
    work.then(resolve, reject).finally(cancel);
  });
}

/** The reason of an abort when it is one of ours, else CANCELLED. */
export function cancelled(reason?: unknown): AcordeError {
  if (reason instanceof AcordeError) return reason;
  return new AcordeError('CANCELLED', 'the caller went away', { cause: reason });
}
