// What happened in the fleet: GET /api/events, by number or by time.
import { AcordeError } from '@acorde/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EventsReply } from '../../src/wire-rest.ts';
import { eventFilter, matcherOf } from '../event-filter.ts';
import type { FactPage } from '../fact-history.ts';
import type { Fleet } from '../fleet.ts';
import type { Replay, ReplayPage } from '../replay.ts';
import { checked } from './input.ts';

const EVENTS_MAX = 1000;
const EVENTS_DEFAULT = 200;

/** A list in one parameter, `a,b`, or in several. */
const list = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').filter(Boolean)));

const query = z.object({
  since: z.string().max(64).default('0'),
  limit: z.coerce.number().int().min(1).max(EVENTS_MAX).default(EVENTS_DEFAULT),
  type: list,
  peer: list,
});

type Since = { readonly seq: number } | { readonly offset: number } | { readonly timeMs: number };

export interface EventRouteParts {
  readonly fleet: Fleet;
  /** Null where there is no timeline: then memory is all there is. */
  readonly replay: Replay | null;
}

export function eventRoutes(app: FastifyInstance, { fleet, replay }: EventRouteParts): void {
  app.get('/api/events', async (request): Promise<EventsReply> => {
    const { since, limit, type, peer } = checked(query, request.query);
    const matches = matcherOf(checked(eventFilter, { types: type, peers: peer }));
    const from = parseSince(since);
    if ('seq' in from) return fromMemory(fleet, fleet.history.after(from.seq, limit, matches));
    const held = 'timeMs' in from && from.timeMs >= fleet.history.heldSinceMs();
    const page = held ? null : await replay?.page(from, limit, matches);
    if (page) return fromTimeline(fleet, page);
    if ('timeMs' in from) return fromMemory(fleet, fleet.history.since(from.timeMs, limit, matches));
    throw new AcordeError('NOT_FOUND', 'the timeline cannot be read at the moment: begin again with a time');
  });
}

function fromMemory(fleet: Fleet, { seq, more, truncated, events }: FactPage): EventsReply {
  return { ...heldBy(fleet), source: 'memory', next: String(seq), more, truncated, events };
}

function fromTimeline(fleet: Fleet, { next, more, events }: ReplayPage): EventsReply {
  return { ...heldBy(fleet), source: 'timeline', next: `timeline:${next}`, more, truncated: false, events };
}

function heldBy({ hub, history }: Fleet) {
  return { epoch: hub.cursor().epoch, heldSinceMs: history.heldSinceMs() };
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
