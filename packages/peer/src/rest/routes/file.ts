// A file's bytes. Equal content has one id, so the id is the ETag and an answer never grows old. Whatever the bytes
// are, a browser saves them: they come from strangers and must not run under this peer's origin.
import type { IncomingHttpHeaders } from 'node:http';
import { AcordeError } from '@acorde/protocol';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FileService, FileStatus } from '../../files/file-service.ts';
import type { Entry, FileId } from '../../records/record.ts';
import { type ByteRange, parseByteRange } from '../byte-range.ts';
import { attachment } from '../content-disposition.ts';
import { digestOfSha256 } from '../digest-header.ts';
import type { RestDeps } from '../ports.ts';
import { ProblemError } from '../problem.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import { entryIdParam, fileIdParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';
import { sendBytes } from '../send-bytes.ts';

const query = z.object({
  name: z.string().min(1).max(255).optional().describe('The name to save it under'),
  entry: entryIdParam
    .optional()
    .describe('Take name and type from this entry; the oldest live one unless given'),
});

type FileQuery = z.infer<typeof query>;

/** GET and HEAD /v1/files/{id} */
export function fileRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/v1/files/:id',
    schema: {
      tags: ['Files'],
      summary: 'The bytes, verified chunk by chunk',
      description: 'Takes one Range, If-Range and If-None-Match.',
      params: z.object({ id: fileIdParam }),
      querystring: query,
      produces: ['application/octet-stream'],
      response: {
        200: { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } },
        206: { description: 'The range', content: { 'application/octet-stream': { schema: z.string() } } },
        304: z.undefined().describe('The caller has it'),
        ...problemResponses,
      },
    },
    handler: async ({ method, headers, params, query }, reply) => {
      const { id } = params;
      const signal = requestSignal(reply);
      if (method === 'GET' && !isConditional(headers)) return sendWhole(reply, files, id, query, signal);
      const status = await files.stat(id, signal);
      if (matchesEtag(headers['if-none-match'], id)) return sendHeaders(reply, 304, cacheHeaders(id));
      const range = method === 'GET' ? rangeOf(headers, status) : null;
      if (range) return sendRange(reply, { files, status, range, query, signal });
      if (method === 'GET') return sendWhole(reply, files, id, query, signal);
      return sendHeaders(reply, 200, {
        ...fileHeaders(status, query),
        'content-length': String(status.size),
      });
    },
  });
}

function sendHeaders(reply: FastifyReply, code: number, headers: Record<string, string>): FastifyReply {
  return reply.code(code).headers(headers).send();
}

async function sendWhole(
  reply: FastifyReply,
  files: FileService,
  id: FileId,
  query: FileQuery,
  signal: AbortSignal,
) {
  const { status, ...body } = await files.get(id, undefined, signal);
  // A peer that has a copy answers by what it knows itself, which may not be every entry.
  const knows = query.entry === undefined || status.entries.some(({ entryId }) => entryId === query.entry);
  const described = knows ? status : await files.stat(id, signal);
  const headers = { ...fileHeaders(described, query), 'content-length': String(status.size) };
  await sendBytes(reply, 200, headers, body, signal);
  return reply;
}

interface RangeAnswer {
  readonly files: FileService;
  readonly status: FileStatus;
  readonly range: ByteRange;
  readonly query: FileQuery;
  readonly signal: AbortSignal;
}

async function sendRange(reply: FastifyReply, { files, status, range, query, signal }: RangeAnswer) {
  const { offset, length } = range;
  const headers = {
    ...fileHeaders(status, query),
    'content-length': String(length),
    'content-range': `bytes ${offset}-${offset + length - 1}/${status.size}`,
  };
  const body = await files.get(status.fileId, range, signal);
  await sendBytes(reply, 206, headers, body, signal);
  return reply;
}

function isConditional(headers: IncomingHttpHeaders): boolean {
  return headers.range !== undefined || headers['if-none-match'] !== undefined;
}

/** If-Range holds for the strong ETag alone: there are no dates here. */
function rangeOf(headers: IncomingHttpHeaders, { fileId, size }: FileStatus): ByteRange | null {
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== `"${fileId}"`) return null;
  const range = parseByteRange(headers.range, size);
  if (range !== 'unsatisfiable') return range;
  throw new ProblemError(
    'RANGE_NOT_SATISFIABLE',
    `The file has ${size} bytes, from 0 to ${Math.max(size - 1, 0)}.`,
    {
      headers: { 'content-range': `bytes */${size}` },
    },
  );
}

/** Weak comparison (RFC 9110, section 13.1.2). */
function matchesEtag(header: string | undefined, id: FileId): boolean {
  if (header === undefined) return false;
  return (
    header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${id}"`)
  );
}

function cacheHeaders(id: FileId): Record<string, string> {
  return { etag: `"${id}"`, 'cache-control': 'private, max-age=31536000, immutable' };
}

function fileHeaders(status: FileStatus, query: FileQuery): Record<string, string> {
  const entry = entryOf(status, query);
  const headers: Record<string, string> = {
    ...cacheHeaders(status.fileId),
    'accept-ranges': 'bytes',
    'content-type': safeType(entry?.mediaType),
    'content-disposition': attachment(query.name ?? entry?.name ?? status.fileId),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  };
  if (entry && /^[0-9a-f]{64}$/.test(entry.sha256)) headers['repr-digest'] = digestOfSha256(entry.sha256);
  return headers;
}

function entryOf(status: FileStatus, { entry: wanted }: FileQuery): Entry | undefined {
  if (wanted === undefined) return status.entries[0];
  const entry = status.entries.find(({ entryId }) => entryId === wanted);
  if (!entry) throw new AcordeError('FILE_NOT_FOUND', 'This file has no live entry of that id.');
  return entry;
}

/** A media type that another peer claims may hold anything; a header may not. */
function safeType(type: string | undefined): string {
  return type !== undefined && /^[\x20-\x7e]{1,255}$/.test(type) ? type : 'application/octet-stream';
}
