import type { Cancellation } from '@acorde/chord';

/** The core has no DOM types, so it has a port of its own for what an AbortSignal does. */
export function cancellationOf(signal: AbortSignal): Cancellation {
  return {
    get cancelled() {
      return signal.aborted;
    },
    onCancel(fn) {
      if (signal.aborted) {
        fn();
        return () => {};
      }
      signal.addEventListener('abort', fn, { once: true });
      return () => signal.removeEventListener('abort', fn);
    },
  };
}
