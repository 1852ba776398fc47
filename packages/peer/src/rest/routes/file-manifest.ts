import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { fileIdParam, hexOut } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';

const CHUNK_BYTES = 1024 * 1024;
const DIGEST_BYTES = 32;

const query = z.object({
  page_size: z.coerce.number().int().min(1).max(8192).default(1024),
  page_token: z.string().max(16).default('').describe('From the page before'),
});

const answer = z
  .object({
    id: hexOut,
    size: z.number(),
    root: hexOut.describe('RFC 6962 Merkle root of the chunk digests'),
    chunkSize: z.number().int(),
    digests: z.array(hexOut).describe('SHA-256 of the chunks of this page, in order'),
    nextPageToken: z.string().describe('Empty on the last page'),
  })
  .meta({ id: 'Manifest' });

/** GET /v1/files/{id}/manifest: the digests are checked against the id before they are sent. */
export function fileManifestRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/files/:id/manifest',
    {
      schema: {
        tags: ['Files'],
        summary: 'The digests of the chunks',
        params: z.object({ id: fileIdParam }),
        querystring: query,
        response: { 200: answer, ...problemResponses },
      },
    },
    async ({ params: { id }, query: { page_size, page_token } }, reply) => {
      const signal = requestSignal(reply);
      const first = firstOf(page_token);
      const [status, digests] = await Promise.all([files.stat(id, signal), files.digests(id, signal)]);
      const count = digests.length / DIGEST_BYTES;
      const end = Math.min(first + page_size, count);
      return {
        id: status.fileId,
        size: status.size,
        root: status.root,
        chunkSize: CHUNK_BYTES,
        digests: hexDigests(digests, first, end),
        nextPageToken: end < count ? String(end) : '',
      };
    },
  );
}

/** The token of a page is the number of its first chunk. */
function firstOf(token: string): number {
  if (/^\d{0,7}$/.test(token)) return Number(token);
  throw new AcordeError('INVALID_ARGUMENT', 'This page_token is not from the page before.');
}

function hexDigests(digests: Uint8Array, first: number, end: number): string[] {
  const hex = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength);
  return Array.from({ length: Math.max(end - first, 0) }, (_, i) =>
    hex.toString('hex', (first + i) * DIGEST_BYTES, (first + i + 1) * DIGEST_BYTES),
  );
}
