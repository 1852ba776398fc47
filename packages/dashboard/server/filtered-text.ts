// Messages as text, made once for each filter that some browser has, not once for each browser.
import type { Delta, ServerMessage, Telemetry } from '../src/wire.ts';
import { type EventFilter, type EventMatch, matcherOf } from './event-filter.ts';

/** What a browser wants of the events; null: all. */
export interface EventWish {
  /** Equal wishes have equal keys. */
  readonly key: string;
  readonly apply: (message: ServerMessage) => ServerMessage | null;
}

export const ALL_EVENTS: EventWish = { key: '', apply: (message) => message };

/** The state comes always; of the events what the filter passes, telemetry where it is wanted. */
export function wishOf(filter: EventFilter, telemetry: boolean): EventWish {
  const matches = matcherOf(filter);
  return {
    key: JSON.stringify([filter.types, filter.peers, telemetry]),
    apply(message) {
      if (message.type === 'telemetry') return telemetry ? onlyMatching(message, matches) : null;
      if (message.type === 'snapshot') return { ...message, recent: message.recent.filter(matches) };
      if (message.type !== 'delta' && message.type !== 'resumed') return message;
      const changes = message.changes.filter((change) => change.kind !== 'fact' || matches(change.event));
      return { ...message, changes };
    },
  };
}

function onlyMatching(message: Telemetry, matches: EventMatch): Telemetry | null {
  const events = message.events.filter(matches);
  return events.length > 0 ? { ...message, events } : null;
}

/** The text of one message for each wish; null where nothing is left of it. */
export function textsOf(message: Delta | Telemetry): (wish: EventWish) => string | null {
  const texts = new Map<string, string | null>();
  return (wish) => {
    const known = texts.get(wish.key);
    if (known !== undefined) return known;
    const wanted = wish.apply(message);
    const text = wanted && JSON.stringify(wanted);
    texts.set(wish.key, text);
    return text;
  };
}
