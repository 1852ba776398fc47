import type { Cancellation } from './ports/cancellation.ts';

/** A cancellation and the right to cancel it. */
export class CancellationSource implements Cancellation {
  cancelled = false;
  readonly #listeners = new Set<() => void>();

  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  onCancel(fn: () => void): () => void {
    if (this.cancelled) {
      fn();
      return () => {};
    }
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }
}

/** Cancelled as soon as one of both is; `a` itself when there is no other. */
export function eitherCancelled(a: Cancellation, b: Cancellation | undefined): Cancellation {
  if (b === undefined || b === a) return a;
  return {
    get cancelled() {
      return a.cancelled || b.cancelled;
    },
    onCancel: (fn) => subscribeToBoth(a, b, fn),
  };
}

function subscribeToBoth(a: Cancellation, b: Cancellation, fn: () => void): () => void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    fn();
  };
  const releases = [a.onCancel(once), b.onCancel(once)];
  return () => {
    for (const release of releases) release();
  };
}
