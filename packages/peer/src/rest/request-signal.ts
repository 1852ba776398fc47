import { AcordeError } from '@acorde/protocol';
import type { FastifyReply } from 'fastify';

/** Aborts with CANCELLED when the caller goes away before the answer is complete. */
export function requestSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return;
    controller.abort(new AcordeError('CANCELLED', 'The caller closed the connection.'));
  });
  return controller.signal;
}
