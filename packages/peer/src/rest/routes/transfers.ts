import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';
import { transferJson, transferSchema } from '../schemas/transfer.ts';

/** GET /v1/transfers */
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
}
