import type { System } from '../system.ts';

export interface Patience {
  /** Call often. Whether `progress` has stayed the same for too long; null is no wait at all. */
  isOver(progress: number | null): boolean;
}

/** Notices that somebody has fallen silent, by a number that grows while there is progress. */
export function createPatience(system: Pick<System, 'monotonicMs'>, limitMs: number): Patience {
  let last: number | null = null;
  let sinceMs = system.monotonicMs();
  return {
    isOver(progress) {
      if (progress === null || progress !== last) sinceMs = system.monotonicMs();
      last = progress;
      return system.monotonicMs() - sinceMs > limitMs;
    },
  };
}
