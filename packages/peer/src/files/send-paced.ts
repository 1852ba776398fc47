import { AcordeError } from '@acorde/protocol';
import type { RateLimit } from './rate-limit.ts';

/** Who would wait longer is refused at once, and asks another holder: silence would make this one look dead. */
export const WAIT_MS_MAX = 3_000;

/** Bytes for another peer, no faster than the limit. Errors: OVERLOADED when too many wait for it already. */
export function sendPaced(
  up: RateLimit,
  signal: AbortSignal,
  read: () => AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  if (up.bytesPerSecond === 0) return read();
  if (up.waitMs > WAIT_MS_MAX)
    throw new AcordeError('OVERLOADED', 'this peer sends as much as its limit allows: ask another');
  return paced(up, signal, read());
}

async function* paced(
  up: RateLimit,
  signal: AbortSignal,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    await up.take(piece.length, signal);
    yield piece;
  }
}
