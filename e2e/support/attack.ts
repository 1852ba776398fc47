// What no proper client sends: bytes on a bare socket, HTTP/2 requests and gRPC frames made by hand.
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** From the trailers, or from the headers when there is nothing else. */
  readonly grpcStatus: number | null;
}

/** Writes the bytes on a bare connection, and waits for what comes back until the other side closes it or falls silent. */
export function say(port: number, bytes: string | Buffer, end = false): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => (end ? socket.end(bytes) : socket.write(bytes)));
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(SILENCE_MS, done);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.once('error', done);
    socket.once('close', done);
  });
}

/** Connections that say nothing, or the given bytes and then nothing. */
export async function hold(port: number, count: number, bytes = ''): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  for (const socket of sockets) if (bytes) socket.write(bytes);
  return sockets;
}

export interface Identity {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

/** A session of HTTP/2: cleartext for http://, TLS without looking at the server's certificate for https://. */
export function openSession(url: string, identity?: Identity): ClientHttp2Session {
  const session = connectHttp2(url, { ...identity, rejectUnauthorized: false });
  session.on('error', () => {});
  return session;
}

/** One request; the body is sent as it is. Rejects when the stream or its session breaks. */
export function ask(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body: Buffer = Buffer.alloc(0),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ...headers });
    const answer = { status: 0, headers: {} as IncomingHttpHeaders, trailers: {} as IncomingHttpHeaders };
    const pieces: Buffer[] = [];
    stream.setTimeout(ANSWER_MS, () => stream.destroy(new Error('no answer')));
    stream.on('response', (received) => {
      answer.status = Number(received[':status']);
      answer.headers = received;
    });
    stream.on('trailers', (received) => {
      answer.trailers = received;
    });
    stream.on('data', (piece) => pieces.push(piece));
    stream.once('error', (error) => (answer.status ? finish() : reject(error)));
    stream.once('end', finish);
    if (!stream.writableEnded) stream.end(body);
    function finish() {
      const { status, headers, trailers } = answer;
      const grpcStatus = trailers['grpc-status'] ?? headers['grpc-status'];
      const code = grpcStatus === undefined ? null : Number(grpcStatus);
      resolve({ status, headers, body: Buffer.concat(pieces), grpcStatus: code });
    }
  });
}

/** A gRPC call whose body is made by hand. */
export function callGrpc(
  session: ClientHttp2Session,
  path: string,
  body: Buffer,
  more: Record<string, string> = {},
): Promise<Answer> {
  return ask(session, { ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...more }, body);
}

/** A message in its envelope: a byte of flags, and the length that is declared. */
export function frame(message: Buffer, { flags = 0, length = message.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** A length-delimited field of protobuf. */
export function field(number: number, content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const SILENCE_MS = 2_000;
const ANSWER_MS = 10_000;
