// The latest facts that this gateway got, numbered from 1 in the order of their arrival.
import type { EventView } from '../src/wire-event.ts';

export interface FactHistory {
  push(event: EventView): void;
  /** The newest `count`, oldest first. */
  latest(count: number): readonly EventView[];
  /** At most `limit` of those after the `since`-th that match. */
  after(since: number, limit: number, matches?: Matches): FactPage;
  /** At most `limit` of those not older than `timeMs` that match. */
  since(timeMs: number, limit: number, matches?: Matches): FactPage;
  /** Every fact that came in since this moment is held, Unix milliseconds; older ones may be. */
  heldSinceMs(): number;
}

type Matches = (event: EventView) => boolean;

export interface FactPage {
  /** The number of the last one looked at: go on from there. */
  readonly seq: number;
  /** Whether more are held after `seq`. */
  readonly more: boolean;
  /** Whether some that were asked for are no longer held. */
  readonly truncated: boolean;
  readonly events: readonly EventView[];
}

const COUNT_MAX = 10_000;

export function createFactHistory({ startMs, countMax = COUNT_MAX }: HistoryOptions): FactHistory {
  const events: EventView[] = [];
  /** How many were dropped: events[0] has this number plus one. */
  let dropped = 0;
  let heldSinceMs = startMs;

  function page(from: number, limit: number, matches: Matches, truncated: boolean): FactPage {
    const found: EventView[] = [];
    let at = from;
    for (; at < events.length && found.length < limit; at += 1) {
      const event = events[at];
      if (event && matches(event)) found.push(event);
    }
    return { seq: dropped + at, more: at < events.length, truncated, events: found };
  }

  return {
    push(event) {
      events.push(event);
      if (events.length <= countMax) return;
      // In pieces: shifting one by one costs a copy each time.
      const gone = events.splice(0, Math.max(1, Math.floor(countMax / 10)));
      dropped += gone.length;
      for (const { timeMs } of gone) heldSinceMs = Math.max(heldSinceMs, timeMs + 1);
    },
    latest: (count) => events.slice(-count),
    after(since, limit, matches = () => true) {
      const from = Math.min(Math.max(since - dropped, 0), events.length);
      return page(from, limit, matches, since < dropped);
    },
    since(timeMs, limit, matches = () => true) {
      const first = events.findIndex((event) => event.timeMs >= timeMs);
      const wanted = (event: EventView) => event.timeMs >= timeMs && matches(event);
      return page(first < 0 ? events.length : first, limit, wanted, timeMs < heldSinceMs);
    },
    heldSinceMs: () => heldSinceMs,
  };
}

interface HistoryOptions {
  /** From when on facts come in, Unix milliseconds. */
  readonly startMs: number;
  readonly countMax?: number;
}
