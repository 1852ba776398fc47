import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';

const answer = z
  .object({
    running: z.boolean(),
    files: z.number().int().describe('Files that had too few copies elsewhere'),
    done: z.number().int().describe('Of those, the ones that have enough now'),
    failed: z.number().int().describe('And those that nobody could take'),
  })
  .meta({ id: 'Drain' });

/** GET and POST /v1/drain */
export function drainRoute(app: RestApp, { drain }: Pick<RestDeps, 'drain'>): void {
  app.get(
    '/v1/drain',
    {
      schema: {
        tags: ['Operations'],
        summary: 'How far the hand-over of copies is',
        response: { 200: answer, ...problemResponses },
      },
    },
    async () => drain.status(),
  );
  app.post(
    '/v1/drain',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Have others take over what would have too few copies without this peer',
        security: [{ writeToken: [] }],
        response: { 202: answer, ...problemResponses },
      },
    },
    async (_request, reply) => {
      drain.begin();
      return reply.code(202).send(drain.status());
    },
  );
}
