// Hands a file's bytes to the browser as they come from the peer, which verifies them. When the peer dies on the way,
// another one goes on from the same byte. Files are strangers' content: always an attachment, never shown as a page.

import { Readable } from 'node:stream';
import { AcordeError, safeNumber } from '@acorde/protocol';
import type { StatResponse } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checked, hexId } from './input.ts';
import type { ChosenPeer, PeerChoice } from './peer-choice.ts';
import { fromPeer } from './problem.ts';
import { type ByteRange, parseRange } from './range.ts';

const STAT_TIMEOUT_MS = 10_000;
const RESUMES_MAX = 3;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

const params = z.object({ id: hexId });
const query = z.object({ peer: hexId.optional(), name: z.string().min(1).max(255).optional() });

export function downloadRoute(app: FastifyInstance, { choice }: { choice: PeerChoice }): void {
  app.get('/api/files/:id', async (request, reply) => {
    const { id } = checked(params, request.params);
    const { peer, name } = checked(query, request.query);
    const etag = `"${id}"`;
    reply.header('etag', etag).header('accept-ranges', 'bytes');
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    const file = await choice.read(peer, ({ clients }) =>
      clients.files.stat({ fileId: id }, { timeoutMs: STAT_TIMEOUT_MS }),
    );
    const size = safeNumber(file.size, 'size');
    const range = rangeOf(request, etag, size);
    if (range === 'outside') {
      reply.header('content-range', `bytes */${size}`);
      throw new AcordeError('RANGE_NOT_SATISFIABLE', `the file has ${size} bytes`);
    }
    describe(reply, file, name);
    if (range) {
      reply
        .code(206)
        .header('content-range', `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`);
    }
    const part = range ?? { offset: 0, length: size };
    reply.header('content-length', part.length);
    if (request.method === 'HEAD' || part.length === 0) return reply.send('');
    const call = new AbortController();
    reply.raw.once('close', () => call.abort());
    return reply.send(await opened(bytesOf(id, part, peer, choice, call.signal)));
  });
}

/** Waits for the first bytes, so that a file that cannot be read is a problem and not a broken body. */
async function opened(bytes: AsyncGenerator<Uint8Array>): Promise<Readable> {
  const first = await bytes.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* bytes;
  }
  return Readable.from(all(), { objectMode: false, highWaterMark: 1024 * 1024 });
}

async function* bytesOf(
  fileId: string,
  { offset, length }: ByteRange,
  peerId: string | undefined,
  choice: PeerChoice,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let moved = 0;
  const asked = new Set<string>();
  for (let attempt = 0; moved < length; attempt += 1) {
    const peer = choice.next(peerId, asked);
    asked.add(peer.peerId);
    try {
      for await (const data of dataOf(peer, fileId, offset + moved, length - moved, signal)) {
        moved += data.length;
        yield data;
      }
      if (moved !== length) throw new AcordeError('CONTENT_CORRUPT', 'the peer sent another number of bytes');
    } catch (error) {
      const failure = fromPeer(error);
      if (failure.code !== 'PEER_UNREACHABLE' || attempt >= RESUMES_MAX || signal.aborted) throw failure;
    }
  }
}

async function* dataOf(
  peer: ChosenPeer,
  fileId: string,
  offset: number,
  length: number,
  signal: AbortSignal,
) {
  const request = { fileId, offset: BigInt(offset), length: BigInt(length) };
  for await (const { part } of peer.clients.files.get(request, { signal })) {
    if (part.case === 'data') yield part.value;
  }
}

function rangeOf({ headers }: FastifyRequest, etag: string, size: number) {
  const ifRange = headers['if-range'];
  return ifRange !== undefined && ifRange !== etag ? null : parseRange(headers.range, size);
}

function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((one) => one.trim() === etag || one.trim() === '*');
}

function describe(reply: FastifyReply, file: StatResponse, wanted: string | undefined): void {
  const entry = file.entries.find((candidate) => candidate.name === wanted) ?? file.entries[0];
  const name = wanted ?? entry?.name ?? file.fileId;
  const claimed = entry?.mediaType ?? '';
  reply
    .type(MEDIA_TYPE.test(claimed) ? claimed : 'application/octet-stream')
    .header('content-disposition', attachment(name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=31536000, immutable');
}

/** RFC 8187 for the name as it is, beside a plain one for old clients. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
