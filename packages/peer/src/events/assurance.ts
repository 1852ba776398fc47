// A confirm says that every queue that took the message has it; it does not say that the queue for file events was
// among them, since the timeline takes all. So what was confirmed counts only after the queues were seen to be there
// still: somebody may have removed one, with what was in it. They are looked at a few times a second, not for each event.
import type { System } from '../system.ts';
import { type EventPosition, samePosition } from './fact.ts';

export interface Assurance {
  /** The broker confirmed everything up to `position`. */
  confirmed(position: EventPosition): void;
  /** Looks at once at what was confirmed last; resolves when that is done or took too long. */
  flush(): Promise<void>;
  /** Looks no more. */
  stop(): void;
}

interface AssuranceParts {
  readonly system: System;
  /** Rejects with the reason when a queue is gone. */
  readonly verify: () => Promise<void>;
  readonly onAssured: (position: EventPosition) => void;
  readonly onFailed: (reason: string) => void;
}

const VERIFY_INTERVAL_MS = 100;
const FLUSH_TIMEOUT_MS = 1_000;

export function createAssurance({ system, verify, onAssured, onFailed }: AssuranceParts): Assurance {
  let latest: EventPosition | null = null;
  let assured: EventPosition | null = null;
  let verifying = false;
  let cancel: (() => void) | null = null;
  let stopped = false;

  async function look(): Promise<void> {
    const position = latest;
    if (stopped || !position || (assured && samePosition(assured, position))) return;
    verifying = true;
    try {
      await verify();
      assured = position;
      if (!stopped) onAssured(position);
    } catch (error) {
      if (!stopped) onFailed((error as Error).message);
    } finally {
      verifying = false;
    }
  }

  function plan(): void {
    cancel = system.schedule(VERIFY_INTERVAL_MS, () => {
      cancel = null;
      void lookAndPlan();
    });
  }

  async function lookAndPlan(): Promise<void> {
    const before = assured;
    await look();
    // Nothing was new: the next confirm looks at once.
    if (!stopped && assured !== before) plan();
  }

  return {
    confirmed(position) {
      latest = position;
      if (!verifying && cancel === null && !stopped) void lookAndPlan();
    },
    flush() {
      return new Promise((resolve) => {
        // A blocked broker does not answer.
        const giveUp = system.schedule(FLUSH_TIMEOUT_MS, resolve);
        void look().then(() => {
          giveUp();
          resolve();
        });
      });
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
