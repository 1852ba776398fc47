// gRPC's frames on an HTTP/2 stream: a flag, the length in four bytes, the message.
// Source: grpc/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
import type { Duplex } from 'node:stream';
import { Code, ConnectError } from '@connectrpc/connect';

const HEAD_BYTES = 5;

/** Writes one message; resolves when the stream takes more. Rejects when it is closed. */
export async function writeFrame(stream: Duplex, parts: readonly Uint8Array[]): Promise<void> {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    1,
  );
  let hasRoom = true;
  stream.cork();
  for (const part of [head, ...parts]) hasRoom = stream.write(part);
  stream.uncork();
  if (!hasRoom) await roomOf(stream);
}

/** The messages of a stream, until its end. Each one is a buffer of its own. Throws ConnectError for a frame that is
 * over the limit, compressed, or cut off. The stream is left open. */
export async function* readFrames(stream: Duplex, bytesMax: number): AsyncGenerator<Uint8Array> {
  const head = Buffer.alloc(HEAD_BYTES);
  let headFilled = 0;
  let body: Buffer | null = null;
  let bodyFilled = 0;
  for await (const received of stream.iterator({ destroyOnReturn: false })) {
    let rest = received as Buffer;
    while (rest.length > 0) {
      if (!body) {
        const count = Math.min(rest.length, HEAD_BYTES - headFilled);
        rest.copy(head, headFilled, 0, count);
        headFilled += count;
        rest = rest.subarray(count);
        if (headFilled < HEAD_BYTES) break;
        body = Buffer.allocUnsafeSlow(lengthOf(head, bytesMax));
      }
      const count = Math.min(rest.length, body.length - bodyFilled);
      rest.copy(body, bodyFilled, 0, count);
      bodyFilled += count;
      rest = rest.subarray(count);
      if (bodyFilled < body.length) break;
      yield new Uint8Array(body.buffer, body.byteOffset, body.length);
      body = null;
      headFilled = 0;
      bodyFilled = 0;
    }
  }
  if (headFilled > 0) throw new ConnectError('protocol error: a message is cut off', Code.InvalidArgument);
}

function lengthOf(head: Buffer, bytesMax: number): number {
  if (head[0] !== 0) throw new ConnectError('protocol error: a compressed message', Code.Unimplemented);
  const length = head.readUInt32BE(1);
  if (length <= bytesMax) return length;
  throw new ConnectError(
    `message size ${length} is over the limit of ${bytesMax} bytes`,
    Code.ResourceExhausted,
  );
}

function roomOf(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      stream.off('drain', settle);
      stream.off('close', settle);
      if (stream.destroyed) reject(new ConnectError('the stream was closed', Code.Aborted));
      else resolve();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
    if (stream.destroyed) settle();
  });
}
