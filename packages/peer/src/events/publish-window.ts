// The events that are on their way to the broker in one session. Confirms may come in any order; the cursor moves only
// over an unbroken beginning of them.
import type { EventPosition } from './fact.ts';

/** Events on their way without a confirm. */
const IN_FLIGHT_MAX = 256;

export interface PublishWindow {
  full(): boolean;
  add(position: EventPosition, published: Promise<void>): void;
  fail(reason: string): void;
  failure(): string | null;
}

export function createPublishWindow(
  wakeup: { wake(): void },
  onConfirmed: (position: EventPosition) => void,
): PublishWindow {
  const slots: { position: EventPosition; done: boolean }[] = [];
  let failure: string | null = null;

  function fail(reason: string): void {
    failure ??= reason;
    wakeup.wake();
  }

  function settle(): void {
    let last: EventPosition | null = null;
    while (slots[0]?.done) last = slots.shift()?.position ?? null;
    if (last && failure === null) onConfirmed(last);
  }

  return {
    full: () => slots.length >= IN_FLIGHT_MAX,
    add(position, published) {
      const slot = { position, done: false };
      slots.push(slot);
      published.then(
        () => {
          const wasFull = slots.length >= IN_FLIGHT_MAX;
          slot.done = true;
          settle();
          if (wasFull) wakeup.wake();
        },
        (error: Error) => fail(error.message),
      );
    },
    fail,
    failure: () => failure,
  };
}
