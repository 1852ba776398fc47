import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem.ts';

/** A body that is not read any more is waited for up to this; beyond it the connection is given up. */
const DRAIN_BYTES_MAX = 64 * 1024;

/** Answers with a problem. Where a large body is still on its way, the caller is told to stop sending it. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, headers }: Problem,
): FastifyReply {
  if (isSending(request)) stopSending(request, reply);
  const instance = request.url.split('?', 1)[0] ?? '';
  return reply
    .code(body.status)
    .headers(headers)
    .type('application/problem+json')
    .send(JSON.stringify({ ...body, instance }));
}

function isSending({ raw }: FastifyRequest): boolean {
  if (raw.complete || raw.method === 'GET' || raw.method === 'HEAD') return false;
  const length = raw.headers['content-length'];
  return length === undefined
    ? raw.headers['transfer-encoding'] !== undefined || raw.httpVersionMajor === 2
    : Number(length) > DRAIN_BYTES_MAX;
}

function stopSending({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.httpVersionMajor < 2) {
    reply.header('connection', 'close');
    return;
  }
  const { stream } = raw as unknown as { stream?: { close(code: number): void } };
  // RST_STREAM with NO_ERROR after the answer: RFC 9113, section 8.1.
  reply.raw.once('finish', () => stream?.close(0));
}
