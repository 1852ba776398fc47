// Those who wait until their commit is durable. One sync runs at a time and covers all that had come before it began.
import { AcordeError } from '@acorde/protocol';
import type { LogSync } from './log-sync.ts';

/** One whose change has been committed. */
export interface Waiting {
  settle(): void;
  fail(error: AcordeError): void;
}

export interface DurableQueue {
  /** Errors: INTERNAL once a sync has failed: what the system did with the bytes is unknown then, and stays so until the
   * next start reads what is on the disk. */
  check(): void;
  add(waiting: readonly Waiting[]): void;
  /** Syncs at once and settles all. */
  end(): void;
}

export function createDurableQueue(log: LogSync): DurableQueue {
  let waiting: Waiting[] = [];
  /** Covered by the sync that runs. */
  let covered: Waiting[] = [];
  let failure: AcordeError | null = null;

  function fail(error: unknown): void {
    failure = new AcordeError('INTERNAL', 'the storage of this peer failed', { cause: error });
    const all = [...covered, ...waiting];
    covered = [];
    waiting = [];
    for (const one of all) one.fail(failure);
  }

  function settleCovered(): void {
    const all = covered;
    covered = [];
    for (const one of all) one.settle();
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      covered = waiting;
      waiting = [];
      try {
        await log.sync();
      } catch (error) {
        return fail(error);
      }
      settleCovered();
    }
  }

  return {
    check() {
      if (failure) throw failure;
    },
    add(more) {
      if (failure) return fail(failure.cause);
      waiting.push(...more);
      if (covered.length === 0 && waiting.length > 0) void run();
    },
    end() {
      if (failure) return;
      try {
        log.syncNow();
      } catch (error) {
        return fail(error);
      }
      covered.push(...waiting);
      waiting = [];
      settleCovered();
    },
  };
}
