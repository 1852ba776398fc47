// The events that are on their way to the broker in one session. Confirms may come in any order; the cursor moves only
// over an unbroken beginning of them. The first one goes alone: a broker that has just started refuses some events and
// takes those behind them, which would stand before them in the queue.
import type { EventPosition } from './fact.ts';

/** Events on their way without a confirm. */
const IN_FLIGHT_MAX = 256;

export interface PublishWindow {
  full(): boolean;
  /** How many more may be sent now. */
  room(): number;
  add(position: EventPosition, published: Promise<void>): void;
  /** How often the broker has confirmed one, or null while none is on its way. */
  progress(): number | null;
  fail(reason: string): void;
  failure(): string | null;
}

export function createPublishWindow(
  wakeup: { wake(): void },
  onConfirmed: (position: EventPosition) => void,
): PublishWindow {
  const slots: { position: EventPosition; done: boolean }[] = [];
  let failure: string | null = null;
  let confirms = 0;
  const room = () => Math.max(0, (confirms > 0 ? IN_FLIGHT_MAX : 1) - slots.length);

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
    full: () => room() === 0,
    room,
    add(position, published) {
      const slot = { position, done: false };
      slots.push(slot);
      published.then(
        () => {
          const wasFull = room() === 0;
          slot.done = true;
          confirms += 1;
          settle();
          if (wasFull) wakeup.wake();
        },
        (error: Error) => fail(error.message),
      );
    },
    progress: () => (slots.length === 0 ? null : confirms),
    fail,
    failure: () => failure,
  };
}
