import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileJson, fileSchema } from '../schemas/file.ts';
import { peerIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

const QUERY_CHARACTERS_MAX = 255;
const TOKEN_CHARACTERS_MAX = 4_096;
const TYPE_CHARACTERS_MAX = 201;

const bytes = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const query = z.object({
  q: z
    .string()
    .max(QUERY_CHARACTERS_MAX)
    .default('')
    .describe('Words, a prefix or any part of a name; empty: all'),
  scope: z.enum(['peer', 'fleet']).optional().describe('One peer, or all: `fleet` unless `peer` is given'),
  peer: peerIdParam.optional().describe('With scope `peer`: which one; this one unless given'),
  type: z
    .string()
    .max(TYPE_CHARACTERS_MAX)
    .optional()
    .describe('Only this media type, like `image/png`, or `image` for all of a kind'),
  size_min: bytes.optional().describe('Only files of at least so many bytes'),
  size_max: bytes.optional().describe('Only files of at most so many bytes'),
  page_size: z.coerce.number().int().min(1).max(1000).default(100),
  page_token: z.string().max(TOKEN_CHARACTERS_MAX).default('').describe('From the page before'),
});

const answer = z
  .object({
    files: z.array(fileSchema).describe('Sorted by name, then entry id'),
    nextPageToken: z.string().describe('Empty on the last page'),
    partitions: z.object({ answered: z.number().int(), total: z.number().int() }),
  })
  .meta({ id: 'FilePage' });

/** GET /v1/files */
export function findFilesRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/files',
    {
      schema: {
        tags: ['Files'],
        summary: 'Search the names of files, on one peer or on all',
        querystring: query,
        response: { 200: answer, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { q, scope, peer, type, size_min, size_max, page_size, page_token } = request.query;
      if (scope === 'fleet' && peer) throw new AcordeError('INVALID_ARGUMENT', 'peer= goes with scope=peer.');
      const page = await files.query({
        query: q,
        scope: scope ?? (peer ? 'peer' : 'fleet'),
        peerId: peer,
        pageSize: page_size,
        pageToken: page_token || undefined,
        filter: { mediaType: type || undefined, sizeMin: size_min, sizeMax: size_max },
        signal: requestSignal(reply),
      });
      return {
        files: page.entries.map(fileJson),
        nextPageToken: page.nextPageToken,
        partitions: { answered: page.partitionsAnswered, total: page.partitionsTotal },
      };
    },
  );
}
