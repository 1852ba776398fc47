import { AcordeError } from '@acorde/protocol';
import type { FastifyReply } from 'fastify';

/** Aborts with CANCELLED when the caller goes away before the answer has been ended. Ended, not finished: HTTP/2 calls
 * a stream that was reset in the middle finished too. */
export function requestSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new AcordeError('CANCELLED', 'The caller closed the connection.'));
  // A stream that was reset at once has closed before anybody could listen.
  if (isClosed(reply)) abort();
  else reply.raw.once('close', () => reply.raw.writableEnded || abort());
  return controller.signal;
}

function isClosed({ raw }: FastifyReply): boolean {
  const { stream } = raw as { stream?: { readonly destroyed: boolean; readonly closed: boolean } };
  return raw.destroyed || (stream !== undefined && (stream.destroyed || stream.closed));
}
