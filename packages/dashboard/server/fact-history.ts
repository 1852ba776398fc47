// The latest facts that this gateway got, numbered from 1 in the order of their arrival.
import type { EventView } from '../src/wire-event.ts';

export interface FactHistory {
  push(event: EventView): void;
  /** The newest `count`, oldest first. */
  latest(count: number): readonly EventView[];
  /** At most `limit` of those after the `since`-th. */
  after(since: number, limit: number): { seq: number; truncated: boolean; events: readonly EventView[] };
}

export function createFactHistory(countMax = 5_000): FactHistory {
  const events: EventView[] = [];
  /** How many were dropped: events[0] has this number plus one. */
  let dropped = 0;
  return {
    push(event) {
      events.push(event);
      if (events.length <= countMax) return;
      // In pieces: shifting one by one costs a copy each time.
      const surplus = Math.max(1, Math.floor(countMax / 10));
      events.splice(0, surplus);
      dropped += surplus;
    },
    latest: (count) => events.slice(-count),
    after(since, limit) {
      const from = Math.min(Math.max(since - dropped, 0), events.length);
      const page = events.slice(from, from + limit);
      return { seq: dropped + from + page.length, truncated: since < dropped, events: page };
    },
  };
}
