import type { IncomingHttpHeaders } from 'node:http';
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import { sha256OfDigest } from '../digest-header.ts';
import { ProblemError, UNSUPPORTED_MEDIA_TYPE } from '../problem.ts';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { fileJson, fileSchema } from '../schemas/file.ts';
import { problemResponses } from '../schemas/problem.ts';
import { uploadBody } from '../upload-body.ts';

/** What tools send when nobody said what the bytes are: the name tells more. */
const UNTOLD_TYPES = new Set(['', 'application/octet-stream', 'application/x-www-form-urlencoded']);
const TYPE_CHARACTERS_MAX = 255;

const schema = {
  tags: ['Files'],
  summary: 'Put a file: its bytes are the body',
  description:
    'Answers when the write quorum holds bytes and records durably. The body goes through unbuffered, with or without ' +
    'Content-Length. A Repr-Digest or Content-Digest with sha-256 is checked.',
  security: [{ writeToken: [] }],
  consumes: ['application/octet-stream'],
  querystring: z.object({
    name: z.string().min(1).describe('1 to 255 bytes of UTF-8, never a path'),
    replace: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Removes what this peer shared under the name before'),
  }),
  response: { 200: fileSchema, 201: fileSchema, ...problemResponses },
};

/** POST /v1/files?name=N */
export function putFileRoute(
  app: RestApp,
  deps: Pick<RouteDeps, 'files' | 'system' | 'uploadBytesMax'>,
): void {
  app.register(async (scope: RestApp) => {
    // The body stays a stream, whatever its type says.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post(
      '/v1/files',
      { schema, onRequest: async ({ headers }) => refuseUnread(headers, deps.uploadBytesMax) },
      async (request, reply) => {
        const { headers, query, raw } = request;
        const { entry, created } = await deps.files.put(
          uploadBody(raw, { bytesMax: deps.uploadBytesMax, system: deps.system }),
          {
            name: query.name,
            replace: query.replace === 'true',
            mediaType: mediaTypeOf(headers),
            size: declaredSize(headers),
            sha256: declaredSha256(headers),
            signal: requestSignal(reply),
          },
        );
        reply.code(created ? 201 : 200);
        reply.header('location', `/v1/files/${entry.fileId}`).header('etag', `"${entry.fileId}"`);
        return fileJson(entry);
      },
    );
  });
}

/** What can be told from the headers alone is told before the body is sent. */
function refuseUnread(headers: IncomingHttpHeaders, bytesMax: number): void {
  if (headers['content-type']?.toLowerCase().startsWith('multipart/')) {
    throw new ProblemError(
      'INVALID_ARGUMENT',
      'The body is the file itself, without a form around it: curl -T FILE, or --data-binary @FILE.',
      UNSUPPORTED_MEDIA_TYPE,
    );
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') {
    throw new ProblemError('INVALID_ARGUMENT', 'Send the bytes without Content-Encoding.', {
      ...UNSUPPORTED_MEDIA_TYPE,
      headers: { 'accept-encoding': 'identity' },
    });
  }
  if ((declaredSize(headers) ?? 0) > bytesMax) {
    throw new AcordeError('FILE_TOO_LARGE', `A body may have ${bytesMax} bytes.`);
  }
  declaredSha256(headers);
}

/** Bytes; HTTP lets nothing but digits through. */
function declaredSize(headers: IncomingHttpHeaders): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

function declaredSha256(headers: IncomingHttpHeaders): string | undefined {
  const whole = sha256OfDigest(headers['repr-digest']);
  const content = sha256OfDigest(headers['content-digest']);
  if (whole !== undefined && content !== undefined && whole !== content) {
    throw new AcordeError('INVALID_ARGUMENT', 'Repr-Digest and Content-Digest differ.');
  }
  return whole ?? content;
}

function mediaTypeOf(headers: IncomingHttpHeaders): string | undefined {
  const type = headers['content-type']?.trim() ?? '';
  const essence = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (UNTOLD_TYPES.has(essence)) return undefined;
  if (type.length > TYPE_CHARACTERS_MAX)
    throw new AcordeError('INVALID_ARGUMENT', 'The Content-Type is too long.');
  return type;
}
