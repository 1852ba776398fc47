// Pages of facts, by number or by time, from memory or from the timeline: one code for GET /api/events and for `replay`
// over the WebSocket.
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import type { EventsPage } from '../src/wire-event.ts';
import { eventFilter, matcherOf } from './event-filter.ts';
import type { FactPage } from './fact-history.ts';
import type { Fleet } from './fleet.ts';
import type { Replay, ReplayPage } from './replay.ts';

const EVENTS_MAX = 1000;
const EVENTS_DEFAULT = 200;

export const eventPageRequest = eventFilter.extend({
  since: z.string().max(64).default('0'),
  limit: z.number().int().min(1).max(EVENTS_MAX).default(EVENTS_DEFAULT),
});

/** Errors: INVALID_ARGUMENT, NOT_FOUND (the timeline cannot be read), OVERLOADED. */
export type EventPages = (request: z.output<typeof eventPageRequest>) => Promise<EventsPage>;

export interface EventPagesParts {
  readonly fleet: {
    readonly hub: Pick<Fleet['hub'], 'cursor'>;
    readonly history: Pick<Fleet['history'], 'after' | 'since' | 'heldSinceMs'>;
  };
  /** Null where there is no timeline: then memory is all there is. */
  readonly replay: Replay | null;
}

type Since = { readonly seq: number } | { readonly offset: number } | { readonly timeMs: number };

export function createEventPages({ fleet, replay }: EventPagesParts): EventPages {
  const { hub, history } = fleet;
  const held = () => ({ epoch: hub.cursor().epoch, heldSinceMs: history.heldSinceMs() });

  function fromMemory({ seq, more, truncated, events }: FactPage): EventsPage {
    return { ...held(), source: 'memory', next: String(seq), more, truncated, events };
  }

  function fromTimeline({ next, more, events }: ReplayPage): EventsPage {
    return { ...held(), source: 'timeline', next: `timeline:${next}`, more, truncated: false, events };
  }

  return async ({ since, limit, types, peers }) => {
    const matches = matcherOf({ types, peers });
    const from = parseSince(since);
    if ('seq' in from) return fromMemory(history.after(from.seq, limit, matches));
    const isHeld = 'timeMs' in from && from.timeMs >= history.heldSinceMs();
    const page = isHeld ? null : await replay?.page(from, limit, matches);
    if (page) return fromTimeline(page);
    if ('timeMs' in from) return fromMemory(history.since(from.timeMs, limit, matches));
    throw new AcordeError('NOT_FOUND', 'the timeline cannot be read at the moment: begin again with a time');
  };
}

/** What was given as `next`, or a time. Errors: INVALID_ARGUMENT. */
function parseSince(text: string): Since {
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  const offset = /^timeline:(\d{1,15})$/.exec(text)?.[1];
  if (offset !== undefined) return { offset: Number(offset) };
  const timeMs = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(timeMs)) return { timeMs };
  throw new AcordeError('INVALID_ARGUMENT', 'since: what `next` said, or a time like 2026-01-31T12:00:00Z');
}
