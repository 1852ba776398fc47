// Lets a loop sleep until something happened or a time has passed. A wake that comes while nobody waits is kept.
import type { System } from '../system.ts';

export interface Wakeup {
  wake(): void;
  /** Resolves with true when woken, with false when `timeoutMs` passed first. One waiter at a time. */
  wait(timeoutMs: number): Promise<boolean>;
}

export function createWakeup(system: System): Wakeup {
  let pending = false;
  let resolveWait: (() => void) | null = null;
  return {
    wake() {
      pending = true;
      resolveWait?.();
    },
    wait(timeoutMs) {
      return new Promise((resolve) => {
        const cancel = system.schedule(timeoutMs, settle);
        resolveWait = settle;
        if (pending) settle();
        function settle() {
          if (resolveWait !== settle) return;
          resolveWait = null;
          cancel();
          resolve(pending);
          pending = false;
        }
      });
    },
  };
}
