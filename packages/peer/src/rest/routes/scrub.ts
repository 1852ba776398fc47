import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';
import { scrubJson, scrubSchema } from '../schemas/scrub.ts';

/** GET and POST /v1/scrub */
export function scrubRoute(app: RestApp, { scrub }: Pick<RestDeps, 'scrub'>): void {
  app.get(
    '/v1/scrub',
    {
      schema: {
        tags: ['Operations'],
        summary: 'How far the check of all copies on this disk is',
        response: { 200: scrubSchema, ...problemResponses },
      },
    },
    async () => scrubJson(scrub),
  );
  app.post(
    '/v1/scrub',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Check all copies on this disk now, at its full speed',
        security: [{ writeToken: [] }],
        response: { 202: scrubSchema, ...problemResponses },
      },
    },
    async (_request, reply) => {
      scrub.begin();
      return reply.code(202).send(scrubJson(scrub));
    },
  );
}
