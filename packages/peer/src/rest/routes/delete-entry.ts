import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { entryIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';
import { removedSchema } from '../schemas/removed.ts';

/** DELETE /v1/entries/{id} */
export function deleteEntryRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.delete(
    '/v1/entries/:id',
    {
      schema: {
        tags: ['Files'],
        summary: 'Remove one entry',
        security: [{ writeToken: [] }],
        params: z.object({ id: entryIdParam }),
        response: { 200: removedSchema, ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const entry = await files.removeEntry(params.id, requestSignal(reply));
      return { removed: [entry.entryId] };
    },
  );
}
