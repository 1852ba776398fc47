import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';
import { transferJson, transferSchema } from '../schemas/transfer.ts';

/** GET /v1/transfers, DELETE /v1/transfers/{id} */
export function transfersRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/transfers',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Running and recent transfers of this peer',
        response: { 200: z.object({ transfers: z.array(transferSchema) }), ...problemResponses },
      },
    },
    async () => ({ transfers: files.transfers().map(transferJson) }),
  );
  app.delete(
    '/v1/transfers/:id',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Cancel a running transfer of this peer',
        description: 'What it has stored of a copy stays for another time; a put leaves nothing.',
        security: [{ writeToken: [] }],
        params: z.object({ id: z.uuid() }),
        response: { 204: z.undefined().describe('It ends'), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      files.cancelTransfer(params.id);
      return reply.code(204).send();
    },
  );
}
