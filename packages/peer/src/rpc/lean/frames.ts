// gRPC's frames on an HTTP/2 stream: a flag, the length in four bytes, the message.
// Source: grpc/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
import type { Duplex } from 'node:stream';
import { Code, ConnectError } from '@connectrpc/connect';
import { FrameParser } from './frame-parser.ts';
import { IncomingFrames } from './incoming-frames.ts';

const HEAD_BYTES = 5;

/** Writes one message; resolves when the stream takes more. Rejects when it is closed. `onSent` is told when the system
 * has the bytes, and not at all when the stream breaks before. */
export async function writeFrame(
  stream: Duplex,
  parts: readonly Uint8Array[],
  onSent?: () => void,
): Promise<void> {
  let hasRoom = true;
  stream.cork();
  stream.write(headOf(parts));
  const last = parts.length - 1;
  parts.forEach((part, index) => {
    hasRoom = stream.write(part, (error) => {
      if (!error && index === last) onSent?.();
    });
  });
  stream.uncork();
  if (!hasRoom) await roomOf(stream);
}

/** Writes the only message of a side, and with it the side's end: one frame of HTTP/2 for both. */
export function writeOnlyFrame(stream: Duplex, parts: readonly Uint8Array[]): void {
  stream.end(Buffer.concat([headOf(parts), ...parts]));
}

/** The messages of a stream, until its end. Each one is a buffer of its own. Throws ConnectError for a frame that is
 * over the limit, compressed, or cut off. The stream is left open. `take` makes the larger buffers. By events: the
 * stream's own iterator would put together, in one more buffer, what has come meanwhile, before it is copied here. */
export async function* readFrames(
  stream: Duplex,
  bytesMax: number,
  take?: (length: number) => Buffer,
): AsyncGenerator<Uint8Array> {
  const incoming = new IncomingFrames(stream, new FrameParser(bytesMax, take));
  try {
    for (let frame = await incoming.next(); frame; frame = await incoming.next()) yield frame;
  } finally {
    incoming.leave();
  }
}

/** The message of a stream that carries one, when the stream has ended; null when it carries none. By events, since
 * an iterator costs more than a short call. Errors as readFrames, `tooMany()` for a second message, and an error when
 * the stream closes before its end. */
export function readOnlyFrame(
  stream: Duplex,
  bytesMax: number,
  tooMany: () => Error,
): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const parser = new FrameParser(bytesMax);
    let only: Uint8Array | null = null;
    const listeners = { data: onData, end: onEnd, error: settle, close: onClose } as const;

    function settle(error: Error | null): void {
      for (const [name, listener] of Object.entries(listeners)) stream.off(name, listener);
      if (error) reject(error);
      else resolve(only);
    }
    function onData(received: Buffer): void {
      attempt(() => {
        for (const frame of parser.take(received)) {
          if (only) throw tooMany();
          only = frame;
        }
      });
    }
    function onEnd(): void {
      attempt(() => {
        parser.end();
        settle(null);
      });
    }
    function onClose(): void {
      settle(new ConnectError('the stream was closed before its end', Code.Unavailable));
    }
    function attempt(work: () => void): void {
      try {
        work();
      } catch (error) {
        settle(error as Error);
      }
    }
    if (stream.destroyed) return onClose();
    for (const [name, listener] of Object.entries(listeners)) stream.on(name, listener);
  });
}

function headOf(parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    1,
  );
  return head;
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
