import type { System } from '../system.ts';

/** Wakes everybody who waits, whenever something has changed; each looks for itself at what. */
export interface Signal {
  notify(): void;
  /** Resolves at the next `notify`, or after `timeoutMs`. */
  wait(timeoutMs?: number): Promise<void>;
}

export function createSignal(system: System): Signal {
  const waiting = new Set<() => void>();
  return {
    notify() {
      for (const wake of [...waiting]) wake();
    },
    wait: (timeoutMs) =>
      new Promise((resolve) => {
        const cancel = timeoutMs === undefined ? () => undefined : system.schedule(timeoutMs, wake);
        waiting.add(wake);
        function wake(): void {
          cancel();
          waiting.delete(wake);
          resolve();
        }
      }),
  };
}
