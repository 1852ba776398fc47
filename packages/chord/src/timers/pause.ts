import type { Cancellation } from '../ports/cancellation.ts';
import type { Clock } from '../ports/clock.ts';

/** Waits `delayMs`, or less when cancelled; the caller looks at the cancellation afterwards. */
export function pause(clock: Clock, delayMs: number, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    let release = () => {};
    const cancelTimer = clock.schedule(delayMs, () => {
      release();
      resolve();
    });
    release = cancellation.onCancel(() => {
      cancelTimer();
      resolve();
    });
  });
}
