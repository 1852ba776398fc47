import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';
import { transferJson, transferSchema } from '../schemas/transfer.ts';

const transferParams = z.object({ id: z.uuid() });

/** GET /v1/transfers, DELETE /v1/transfers/{id}, POST /v1/transfers/{id}/pause and /resume */
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
        params: transferParams,
        response: { 204: z.undefined().describe('It ends'), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      files.cancelTransfer(params.id);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/transfers/:id/pause',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Let a running transfer of this peer wait',
        description:
          'What is on its way already still comes. A caller whose put or get is paused keeps its connection for some ' +
          'minutes only. A copy that another peer sends is paused at that peer.',
        security: [{ writeToken: [] }],
        params: transferParams,
        response: { 204: z.undefined().describe('It waits'), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      files.pauseTransfer(params.id);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/transfers/:id/resume',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Let a paused transfer of this peer go on',
        security: [{ writeToken: [] }],
        params: transferParams,
        response: { 204: z.undefined().describe('It goes on'), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      files.resumeTransfer(params.id);
      return reply.code(204).send();
    },
  );
}
