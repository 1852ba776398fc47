import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileJson, fileSchema } from '../schemas/file.ts';
import { entryIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

/** POST /v1/entries/{id}/rename */
export function renameEntryRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.post(
    '/v1/entries/:id/rename',
    {
      schema: {
        tags: ['Files'],
        summary: 'Share a file under another name in the place of an entry',
        security: [{ writeToken: [] }],
        params: z.object({ id: entryIdParam }),
        querystring: z.object({ name: z.string().min(1).describe('1 to 255 bytes of UTF-8, never a path') }),
        response: { 200: fileSchema.describe('The new entry'), ...problemResponses },
      },
    },
    async ({ params, query }, reply) =>
      fileJson(await files.renameEntry(params.id, query.name, requestSignal(reply))),
  );
}
