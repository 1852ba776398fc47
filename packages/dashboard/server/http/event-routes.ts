// What happened in the fleet: GET /api/events, by number or by time.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EventsReply } from '../../src/wire-rest.ts';
import { type EventPages, eventPageRequest } from '../event-pages.ts';
import { checked } from './input.ts';

/** A list in one parameter, `a,b`, or in several. */
const list = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').filter(Boolean)));

/** A query has texts and lists with commas; what they may say is the page's own matter. */
const query = z.object({
  since: z.string().optional(),
  limit: z.coerce.number().optional(),
  type: list,
  peer: list,
});

export function eventRoutes(app: FastifyInstance, pageOf: EventPages): void {
  app.get('/api/events', async (request): Promise<EventsReply> => {
    const { since, limit, type, peer } = checked(query, request.query);
    return pageOf(checked(eventPageRequest, { since, limit, types: type, peers: peer }));
  });
}
