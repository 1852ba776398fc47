import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileJson, fileSchema } from '../schemas/file.ts';
import { holderJson, holderSchema } from '../schemas/holder.ts';
import { fileIdParam, hexOut } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

const answer = z
  .object({
    id: hexOut,
    size: z.number(),
    root: hexOut.describe('RFC 6962 Merkle root of the chunk digests'),
    entries: z.array(fileSchema).describe('Live ones, oldest first'),
    holders: z.array(holderSchema).describe('Peers that answer and have a copy'),
    unreachable: z.array(holderSchema).describe('Peers that have a copy and do not answer'),
    replicasWanted: z.number().int(),
    fullyReplicated: z.boolean(),
  })
  .meta({ id: 'FileStat' });

/** GET /v1/files/{id}/stat */
export function fileStatRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/files/:id/stat',
    {
      schema: {
        tags: ['Files'],
        summary: 'What the network knows of a file',
        params: z.object({ id: fileIdParam }),
        response: { 200: answer, ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const status = await files.stat(params.id, requestSignal(reply));
      return {
        id: status.fileId,
        size: status.size,
        root: status.root,
        entries: status.entries.map(fileJson),
        holders: status.holders.map(holderJson),
        unreachable: status.unreachable.map(holderJson),
        replicasWanted: status.replicasWanted,
        fullyReplicated: status.fullyReplicated,
      };
    },
  );
}
