import type { System } from '../../system.ts';

/** A timer that is late by more was held up by this process itself. */
const LATE_MS = 50;

/** Calls back once after `delayMs`. When this process had no time for its timers, it had none for the answer either,
 * which may have arrived long ago: then the other side gets the lost time once more, so that nobody is taken for dead
 * by one who was asleep himself. */
export function deadline(system: System, delayMs: number, passed: () => void): () => void {
  const startMs = system.monotonicMs();
  let cancel = system.schedule(delayMs, () => {
    const lateMs = system.monotonicMs() - startMs - delayMs;
    if (lateMs <= LATE_MS) return passed();
    cancel = system.schedule(Math.min(lateMs, delayMs), passed);
  });
  return () => cancel();
}
