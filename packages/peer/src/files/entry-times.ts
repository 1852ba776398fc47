import type { System } from '../system.ts';

/** Times of new entries, each later than the one before. An entry's id follows from its bytes, its time among them: a file
 * that is put, removed and put again within one millisecond, or while the clock is set back, must not get the id that its
 * tombstone names. */
export interface EntryTimes {
  /** Unix milliseconds. */
  next(): number;
}

export function createEntryTimes(system: Pick<System, 'nowMs'>): EntryTimes {
  let lastMs = 0;
  return {
    next() {
      lastMs = Math.max(system.nowMs(), lastMs + 1);
      return lastMs;
    },
  };
}
