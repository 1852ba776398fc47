import type { Duplex } from 'node:stream';
import { Code, ConnectError } from '@connectrpc/connect';
import type { FrameParser } from './frame-parser.ts';

/** The stream waits while so many bytes of messages wait for their reader. */
const READY_BYTES_MAX = 1024 * 1024;

/** The messages of a stream as they come, for one reader. */
export class IncomingFrames {
  readonly #stream: Duplex;
  readonly #parser: FrameParser;
  readonly #ready: Uint8Array[] = [];
  #readyBytes = 0;
  #end: { readonly error: Error | null } | null = null;
  #wake: (() => void) | null = null;

  constructor(stream: Duplex, parser: FrameParser) {
    this.#stream = stream;
    this.#parser = parser;
    if (stream.readableEnded) this.#finish();
    else if (stream.destroyed) this.#onClose();
    else {
      stream.on('end', this.#finish).on('error', this.#onError).on('close', this.#onClose);
      stream.on('data', this.#onData);
      stream.resume();
    }
  }

  /** The next message; null after the last. Throws what ended the stream, once the messages before it are taken. */
  async next(): Promise<Uint8Array | null> {
    while (this.#ready.length === 0 && !this.#end) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const frame = this.#ready.shift();
    if (!frame) {
      if (this.#end?.error) throw this.#end.error;
      return null;
    }
    this.#readyBytes -= frame.length;
    if (this.#readyBytes < READY_BYTES_MAX && !this.#end && this.#stream.isPaused()) this.#stream.resume();
    return frame;
  }

  /** Stops listening; the stream waits from here on. */
  leave(): void {
    const stream = this.#stream;
    stream.off('data', this.#onData).off('end', this.#finish);
    stream.off('error', this.#onError).off('close', this.#onClose);
    if (!stream.destroyed) stream.pause();
    this.#ready.length = 0;
  }

  readonly #onData = (received: Buffer): void => {
    try {
      for (const frame of this.#parser.take(received)) {
        this.#ready.push(frame);
        this.#readyBytes += frame.length;
      }
    } catch (error) {
      this.#stream.pause();
      this.#settle(error as Error);
    }
    if (this.#readyBytes >= READY_BYTES_MAX) this.#stream.pause();
    if (this.#ready.length > 0) this.#wake?.();
  };

  readonly #finish = (): void => {
    try {
      this.#parser.end();
      this.#settle(null);
    } catch (error) {
      this.#settle(error as Error);
    }
  };

  readonly #onError = (error: Error): void => this.#settle(error);

  readonly #onClose = (): void => {
    this.#settle(new ConnectError('the stream was closed before its end', Code.Unavailable));
  };

  /** The first end counts. */
  #settle(error: Error | null): void {
    this.#end ??= { error };
    this.#wake?.();
  }
}
