// A body on its way in, piece by piece, as the network takes it: nothing is gathered here. Bounds what may come and how
// long it may pause; a body that ends early ends with an error, so that nothing of it is kept.
import type { Readable } from 'node:stream';
import { AcordeError } from '@acorde/protocol';
import { delay, type System } from '../system.ts';

/** A sender that pauses longer is taken for gone. */
const PAUSE_MS_MAX = 60_000;

export interface UploadBodyOptions {
  readonly bytesMax: number;
  readonly system: System;
}

/** Errors: FILE_TOO_LARGE over `bytesMax`; CANCELLED when the sender stops in the middle. */
export async function* uploadBody(
  body: Readable,
  { bytesMax, system }: UploadBodyOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const paused = () => body.destroy(new AcordeError('CANCELLED', 'The body stopped in the middle.'));
  let stopTimer = system.schedule(PAUSE_MS_MAX, paused);
  try {
    // Not destroyed when the reader stops: the answer that says why goes over the same connection.
    for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      stopTimer();
      bytes += piece.length;
      if (bytes > bytesMax) throw new AcordeError('FILE_TOO_LARGE', `A body may have ${bytesMax} bytes.`);
      yield piece;
      stopTimer = system.schedule(PAUSE_MS_MAX, paused);
    }
    if (await isCut(body, system)) throw new AcordeError('CANCELLED', 'The body broke off.');
  } catch (error) {
    throw error instanceof AcordeError
      ? error
      : new AcordeError('CANCELLED', 'The body broke off.', { cause: error });
  } finally {
    stopTimer();
  }
}

interface RequestBody extends Readable {
  readonly complete?: boolean;
  /** HTTP/2 only. */
  readonly stream?: { readonly closed: boolean };
}

/** A client that gives an HTTP/2 request up may end its body first and reset the stream right after: it looks whole
 * for a moment. A stream that is closed before it was answered was given up. */
async function isCut(body: RequestBody, system: System): Promise<boolean> {
  if (body.complete === false) return true;
  if (!body.stream) return false;
  await delay(system, 0);
  return body.stream.closed;
}
