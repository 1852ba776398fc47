import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { holderJson, holderSchema } from '../schemas/holder.ts';
import { fileIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

const answer = z
  .object({
    holders: z.array(holderSchema).describe('Peers that answer and have a copy'),
    unreachable: z.array(holderSchema).describe('Peers that have a copy and do not answer'),
    replicasWanted: z.number().int(),
    fullyReplicated: z.boolean(),
  })
  .meta({ id: 'FileHolders' });

/** GET /v1/files/{id}/holders */
export function fileHoldersRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/files/:id/holders',
    {
      schema: {
        tags: ['Files'],
        summary: 'Who has a copy',
        params: z.object({ id: fileIdParam }),
        response: { 200: answer, ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const { holders, unreachable, replicasWanted, fullyReplicated } = await files.stat(
        params.id,
        requestSignal(reply),
      );
      return {
        holders: holders.map(holderJson),
        unreachable: unreachable.map(holderJson),
        replicasWanted,
        fullyReplicated,
      };
    },
  );
}
