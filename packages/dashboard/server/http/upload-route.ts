// Takes a file from the browser and passes its bytes on as they come: no copy is kept here, and a slow peer slows the
// browser down.
import { AcordeError, safeNumber } from '@acorde/protocol';
import type { PutRequestSchema } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { UploadReply } from '../../src/wire-rest.ts';
import type { FileRouteParts } from './file-routes.ts';
import { checked, hexId } from './input.ts';
import { fromPeer } from './problem.ts';

const MESSAGE_BYTES_MAX = 256 * 1024;
const query = z.object({ name: z.string().min(1).max(1024), peer: hexId.optional() });

/** Register in a scope of its own: bodies of any type are left unread for the handler. */
export function uploadRoute(app: FastifyInstance, { choice, writeHeaders }: FileRouteParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post('/api/files', async (request, reply): Promise<UploadReply> => {
    const { name, peer } = checked(query, request.query);
    const size = declaredSize(request);
    const header = {
      name,
      mediaType: mediaTypeOf(request),
      ...(size !== undefined && { size: BigInt(size) }),
    };
    const { peerId, clients } = choice.one(peer);
    const call = new AbortController();
    request.raw.once('aborted', () => call.abort());
    try {
      const parts = putRequests(header, request.raw);
      const answer = await clients.files.put(parts, { headers: writeHeaders(), signal: call.signal });
      const { entry, created } = answer;
      if (!entry) throw new AcordeError('INTERNAL', 'the peer gave no entry');
      reply.code(created ? 201 : 200).header('location', `/api/files/${entry.fileId}`);
      const { fileId: id, entryId, sha256 } = entry;
      return { id, entryId, sha256, size: safeNumber(entry.size, 'size'), name: entry.name, peerId };
    } catch (error) {
      // The rest of the body is not read: this connection is of no more use.
      reply.header('connection', 'close');
      throw fromPeer(error);
    }
  });
}

type PutRequestInit = MessageInitShape<typeof PutRequestSchema>;
type PutHeaderInit = Extract<NonNullable<PutRequestInit['part']>, { case: 'header' }>['value'];

async function* putRequests(
  header: PutHeaderInit,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<PutRequestInit> {
  yield { part: { case: 'header', value: header } };
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; at += MESSAGE_BYTES_MAX) {
      const value = new Uint8Array(chunk.subarray(at, at + MESSAGE_BYTES_MAX));
      yield { part: { case: 'data', value } };
    }
  }
}

function declaredSize({ headers }: FastifyRequest): number | undefined {
  const text = headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** What a browser says of a file it does not know says nothing. */
function mediaTypeOf({ headers }: FastifyRequest): string {
  const type = headers['content-type'] ?? '';
  return type === 'application/octet-stream' || type === 'application/x-www-form-urlencoded'
    ? ''
    : type.slice(0, 127);
}
