// A file on its way out. The first bytes are awaited before the headers go, so that a file that nobody can serve is an
// error with a code; a failure after that can only cut the answer short, which every client notices by its length.
import { once } from 'node:events';
import { constants } from 'node:http2';
import type { FastifyReply } from 'fastify';
import type { Download } from '../files/file-service.ts';

/** Sends headers, then the bytes as fast as the caller takes them. Throws only while nothing has been sent. `signal`
 * is the caller's: once it is gone the source is closed, so that no transfer is left open. */
export async function sendBytes(
  reply: FastifyReply,
  status: number,
  headers: Readonly<Record<string, string>>,
  { bytes, giveBack }: Pick<Download, 'bytes' | 'giveBack'>,
  signal: AbortSignal,
): Promise<void> {
  const source = bytes[Symbol.asyncIterator]();
  let next = await source.next();
  reply.hijack();
  const { raw } = reply;
  try {
    raw.writeHead(status, { ...(reply.getHeaders() as Record<string, string>), ...headers });
    while (!next.done && !signal.aborted) {
      const piece = next.value;
      const onSent = (error?: Error | null) => error || giveBack?.(piece);
      if (!raw.write(piece, onSent)) await once(raw, 'drain', { signal });
      next = await source.next();
    }
    if (next.done) raw.end();
  } catch (error) {
    cutShort(reply, error);
  } finally {
    if (!next.done) await source.return?.();
  }
}

/** The reset needs a code of its own: a destroyed HTTP/2 stream would look like a whole answer. */
function cutShort({ raw, log }: FastifyReply, error: unknown): void {
  if (raw.destroyed) return;
  log.warn({ err: error }, 'a download broke off');
  const { stream } = raw as { stream?: { close(code: number): void } };
  if (stream) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else raw.destroy();
}
