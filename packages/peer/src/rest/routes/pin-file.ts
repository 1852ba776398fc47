import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileJson, fileSchema } from '../schemas/file.ts';
import { fileIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

const NAME_CHARACTERS_MAX = 255;

/** POST /v1/files/{id}/pin */
export function pinFileRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.post(
    '/v1/files/:id/pin',
    {
      schema: {
        tags: ['Files'],
        summary: 'Give a file that is only shared from a folder replicas, and share it from this peer',
        security: [{ writeToken: [] }],
        params: z.object({ id: fileIdParam }),
        querystring: z.object({
          name: z
            .string()
            .max(NAME_CHARACTERS_MAX)
            .optional()
            .describe('That of one of its entries unless given'),
        }),
        response: {
          200: fileSchema.describe('This peer shared it so before'),
          201: fileSchema,
          ...problemResponses,
        },
      },
    },
    async ({ params, query }, reply) => {
      const { entry, created } = await files.pin(params.id, {
        name: query.name,
        signal: requestSignal(reply),
      });
      return reply.code(created ? 201 : 200).send(fileJson(entry));
    },
  );
}
