// A client's side of gRPC over one connection, behind the interface that generated clients use.
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { constants } from 'node:http2';
import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import type { BufferPool } from '../../store/buffer-pool.ts';
import type { System } from '../../system.ts';
import type { PeerConnection } from '../peer-connection.ts';
import { startDeadline } from './deadline.ts';
import { readFrames, readOnlyFrame, writeFrame, writeOnlyFrame } from './frames.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';

const TIMEOUT_DIGITS_MAX = 8;

type HeaderInit = ConstructorParameters<typeof Headers>[0];

/** Larger messages of streams are read into buffers of the pool. */
export function createLeanTransport(
  connection: PeerConnection,
  messageBytesMax: number,
  pool: BufferPool,
): Transport {
  async function open(
    method: DescMethod,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeaderInit | undefined,
  ): Promise<LeanCall> {
    const call = new LeanCall(signal, timeoutMs, connection.system);
    await call.open(connection, method, requestHeaders(header, timeoutMs));
    return call;
  }
  return {
    async unary(method, signal, timeoutMs, header, input) {
      const call = await open(method, signal, timeoutMs, header);
      call.sendOnly(method.input, input);
      const message = await call.receiveOnly(method.output, connection, messageBytesMax);
      return {
        stream: false,
        service: method.parent,
        method,
        header: new Headers(),
        trailer: new Headers(),
        message,
      };
    },
    async stream(method, signal, timeoutMs, header, input) {
      const call = await open(method, signal, timeoutMs, header);
      void call.send(method.input, input);
      return {
        stream: true,
        service: method.parent,
        method,
        header: new Headers(),
        trailer: new Headers(),
        message: call.receive(method.output, connection, { messageBytesMax, pool }),
      };
    },
  };
}

/** One call. Whatever ends it first (status, deadline, cancellation, a broken connection) is what it ends with. */
class LeanCall {
  #stream: ClientHttp2Stream | null = null;
  #failure: ConnectError | null = null;
  #status: IncomingHttpHeaders | null = null;
  readonly #release: () => void;
  #onFailure: () => void = () => undefined;

  constructor(signal: AbortSignal | undefined, timeoutMs: number | undefined, system: System) {
    const onAbort = () => this.#fail(new ConnectError('the call was given up', Code.Canceled));
    const cancelTimer =
      timeoutMs === undefined
        ? () => undefined
        : startDeadline(system, timeoutMs, () =>
            this.#fail(new ConnectError('no answer in time', Code.DeadlineExceeded)),
          );
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#release = () => {
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) onAbort();
  }

  async open(connection: PeerConnection, method: DescMethod, headers: Record<string, string>): Promise<void> {
    const path = `/${method.parent.typeName}/${method.name}`;
    try {
      const opening = connection.request('POST', path, headers, {});
      opening.catch(() => undefined);
      this.#stream = await Promise.race([opening, this.#failed(opening)]);
    } catch (error) {
      this.#release();
      throw (
        this.#failure ?? new ConnectError(messageOf(error), Code.Unavailable, undefined, undefined, error)
      );
    }
    this.#listen(this.#stream);
  }

  async send<I extends DescMessage>(desc: I, input: AsyncIterable<MessageInitShape<I>>): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    try {
      for await (const message of input) {
        if (stream.destroyed || this.#status) return;
        await writeFrame(stream, encodeMessage(desc, message));
      }
      stream.end();
    } catch (error) {
      // When the stream is gone, its own end tells why; else the input has failed, and with it the call.
      if (!stream.destroyed) this.#fail(ConnectError.from(error, Code.Canceled));
    }
  }

  sendOnly<I extends DescMessage>(desc: I, message: MessageInitShape<I>): void {
    const stream = this.#stream;
    if (!stream || stream.destroyed) return;
    try {
      writeOnlyFrame(stream, encodeMessage(desc, message));
    } catch (error) {
      this.#fail(ConnectError.from(error, Code.Canceled));
    }
  }

  async receiveOnly<O extends DescMessage>(
    desc: O,
    connection: PeerConnection,
    bytesMax: number,
  ): Promise<MessageShape<O>> {
    const stream = this.#stream;
    if (!stream) throw new ConnectError('the call is not open', Code.Internal);
    let frame: Uint8Array | null;
    try {
      frame = await readOnlyFrame(stream, bytesMax, tooMany);
    } catch (error) {
      throw this.#outcome() ?? readError(error);
    } finally {
      this.#close(stream);
    }
    this.#checkEnd(connection);
    if (!frame) throw new ConnectError('protocol error: no message', Code.Internal);
    return decodeMessage(desc, frame);
  }

  async *receive<O extends DescMessage>(
    desc: O,
    connection: PeerConnection,
    { messageBytesMax, pool }: { messageBytesMax: number; pool: BufferPool },
  ): AsyncGenerator<MessageShape<O>, undefined> {
    const stream = this.#stream;
    if (!stream) throw new ConnectError('the call is not open', Code.Internal);
    try {
      for await (const frame of readFrames(stream, messageBytesMax, pool.take)) {
        connection.notifyResponseByteRead();
        yield decodeMessage(desc, frame);
      }
    } catch (error) {
      throw this.#outcome() ?? readError(error);
    } finally {
      this.#close(stream);
    }
    this.#checkEnd(connection);
    return undefined;
  }

  #close(stream: ClientHttp2Stream): void {
    this.#release();
    if (!stream.destroyed && !stream.readableEnded) stream.close(constants.NGHTTP2_CANCEL);
  }

  /** The other side ended its answer: throws unless it did so with the status that all is well. */
  #checkEnd(connection: PeerConnection): void {
    connection.notifyResponseByteRead();
    const outcome = this.#outcome() ?? (this.#status ? null : brokenOff());
    if (outcome) throw outcome;
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on('response', (headers) => {
      if (headers[':status'] !== 200)
        this.#fail(new ConnectError(`HTTP ${headers[':status']}`, Code.Unknown));
      if (headers['grpc-status'] !== undefined) this.#status = headers;
    });
    stream.on('trailers', (headers) => {
      this.#status = headers;
    });
    stream.on('error', (error) => {
      this.#failure ??= this.#status
        ? null
        : new ConnectError(error.message, Code.Unavailable, undefined, undefined, error);
    });
  }

  /** The status wins over everything that comes after it. */
  #outcome(): ConnectError | null {
    if (!this.#status) return this.#failure;
    const { 'grpc-status': code, 'grpc-status-details-bin': details } = this.#status;
    if (code === '0' && details === undefined) return this.#failure;
    return findTrailerError(toHeaders(this.#status)) ?? this.#failure;
  }

  #fail(error: ConnectError): void {
    if (this.#failure || this.#status) return;
    this.#failure = error;
    this.#onFailure();
    if (this.#stream && !this.#stream.destroyed) this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  /** Rejects when the call fails while its stream is not there yet; a stream that comes later is closed. */
  #failed(opening: Promise<ClientHttp2Stream>): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#onFailure = () => {
        opening.then((stream) => stream.close(constants.NGHTTP2_CANCEL)).catch(() => undefined);
        reject(this.#failure);
      };
      if (this.#failure) this.#onFailure();
    });
  }
}

function requestHeaders(
  header: HeaderInit | undefined,
  timeoutMs: number | undefined,
): Record<string, string> {
  const timeout = timeoutMs === undefined ? {} : { 'grpc-timeout': timeoutText(timeoutMs) };
  const given = header ? Object.fromEntries(new Headers(header).entries()) : {};
  return { ...given, ...timeout, 'content-type': 'application/grpc+proto', te: 'trailers' };
}

function timeoutText(timeoutMs: number): string {
  const whole = Math.max(1, Math.ceil(timeoutMs));
  return String(whole).length <= TIMEOUT_DIGITS_MAX ? `${whole}m` : `${Math.ceil(whole / 1000)}S`;
}

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('grpc-') && typeof value === 'string') result.set(name, value);
  }
  return result;
}

function readError(error: unknown): ConnectError {
  return ConnectError.from(error, Code.Unavailable);
}

function tooMany(): ConnectError {
  return new ConnectError('protocol error: more than one message', Code.Internal);
}

function brokenOff(): ConnectError {
  return new ConnectError('the answer was broken off', Code.Unavailable);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
