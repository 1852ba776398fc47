import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { hexOut } from '../schemas/identifiers.ts';

const readiness = z
  .object({
    ready: z.boolean(),
    reason: z.string().describe('Why not; empty when ready'),
    events: z
      .string()
      .describe('How its events leave, and whether the broker answers; a dead broker makes no peer unready'),
    members: z.array(z.object({ memberId: hexOut, phase: z.string() })),
  })
  .meta({ id: 'Readiness' });

/** GET /livez: the process answers. GET /readyz: every member of this peer is part of a ring. */
export function probesRoute(app: RestApp, { ring, state }: Pick<RestDeps, 'ring' | 'state'>): void {
  app.get(
    '/livez',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Whether the process answers',
        response: { 200: z.object({ live: z.literal(true) }) },
      },
    },
    async () => ({ live: true }) as const,
  );
  app.get(
    '/readyz',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Whether the peer is part of a ring',
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      const members = ring
        .snapshots()
        .map(({ self, phase }) => ({ memberId: self.memberId as string, phase }));
      const waiting = members.find(({ phase }) => phase !== 'up');
      const ready = members.length > 0 && !waiting;
      const reason = ready ? '' : `a member is ${waiting?.phase ?? 'not started'}`;
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ready, reason, events: state.read().events, members });
    },
  );
}
