import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileJson, fileSchema } from '../schemas/file.ts';
import { entryIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

/** GET /v1/entries/{id} */
export function entryRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/entries/:id',
    {
      schema: {
        tags: ['Files'],
        summary: 'One entry: a name under which a peer shares a file',
        params: z.object({ id: entryIdParam }),
        response: { 200: fileSchema, ...problemResponses },
      },
    },
    async ({ params }, reply) => fileJson(await files.entry(params.id, requestSignal(reply))),
  );
}
