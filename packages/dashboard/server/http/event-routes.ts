// What happened in the fleet: GET /api/events, by number or by time.
import { AcordeError } from '@acorde/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EventsReply } from '../../src/wire-rest.ts';
import { eventFilter, matcherOf } from '../event-filter.ts';
import type { FactPage } from '../fact-history.ts';
import type { Fleet } from '../fleet.ts';
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

type Since = { readonly seq: number } | { readonly timeMs: number };

export function eventRoutes(app: FastifyInstance, { fleet }: { fleet: Fleet }): void {
  app.get('/api/events', (request): EventsReply => {
    const { since, limit, type, peer } = checked(query, request.query);
    const matches = matcherOf(checked(eventFilter, { types: type, peers: peer }));
    const from = parseSince(since);
    const { history } = fleet;
    const page =
      'seq' in from ? history.after(from.seq, limit, matches) : history.since(from.timeMs, limit, matches);
    return reply(fleet, page);
  });
}

function reply({ hub, history }: Fleet, page: FactPage): EventsReply {
  const { seq, more, truncated, events } = page;
  const heldSinceMs = history.heldSinceMs();
  return { epoch: hub.cursor().epoch, seq, next: String(seq), more, truncated, heldSinceMs, events };
}

/** A number that was given as `next`, or a time. Errors: INVALID_ARGUMENT. */
function parseSince(text: string): Since {
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  const timeMs = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(timeMs)) return { timeMs };
  throw new AcordeError(
    'INVALID_ARGUMENT',
    'since: a number from `next`, or a time like 2026-01-31T12:00:00Z',
  );
}
