import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';
import { removedSchema } from '../schemas/removed.ts';

/** DELETE /v1/files/{id}: all its entries that this peer may remove. */
export function deleteFileRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.delete(
    '/v1/files/:id',
    {
      schema: {
        tags: ['Files'],
        summary: 'Remove the entries of a file',
        security: [{ writeToken: [] }],
        params: z.object({ id: fileIdParam }),
        response: { 200: removedSchema, ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const entries = await files.removeFile(params.id, requestSignal(reply));
      return { removed: entries.map(({ entryId }) => entryId as string) };
    },
  );
}
