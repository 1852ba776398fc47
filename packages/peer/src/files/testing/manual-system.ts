import { realSystem, type System } from '../../system.ts';

/** A clock that moves only when told. Randomness follows from a seed. */
export interface ManualSystem extends System {
  /** Moves the clock and runs what is due, in order. */
  advance(ms: number): void;
  /** Resolves once a timer of that length is waiting. */
  scheduled(delayMs: number): Promise<void>;
}

export function createManualSystem(startMs = 1_767_225_600_000): ManualSystem {
  let nowMs = startMs;
  let seed = 1;
  const timers = new Set<{ atMs: number; delayMs: number; fn: () => void }>();
  const watchers = new Set<{ delayMs: number; resolve: () => void }>();

  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    random() {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    randomBytes: realSystem.randomBytes,
    uuid: realSystem.uuid,
    schedule(delayMs, fn) {
      const timer = { atMs: nowMs + delayMs, delayMs, fn };
      timers.add(timer);
      for (const watcher of watchers) if (watcher.delayMs === delayMs) watcher.resolve();
      return () => timers.delete(timer);
    },
    advance(ms) {
      nowMs += ms;
      const due = [...timers].filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
      for (const timer of due) if (timers.delete(timer)) timer.fn();
    },
    async scheduled(delayMs) {
      if ([...timers].some((timer) => timer.delayMs === delayMs)) return;
      await new Promise<void>((resolve) => {
        const watcher = { delayMs, resolve };
        watchers.add(watcher);
      });
    },
  };
}
