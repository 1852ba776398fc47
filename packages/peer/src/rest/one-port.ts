// One cleartext port for everything: REST, Connect and gRPC-Web speak HTTP/1.1, gRPC speaks HTTP/2 without TLS. HTTP/2
// opens with a fixed preface of 24 bytes, so the first bytes of a connection tell which it is; then the socket goes, with
// what was read put back, to one of two servers that share the request handler. Every wait is bounded.
import { createServer as createHttp1Server, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { Socket } from 'node:net';
import type { System } from '../system.ts';
import { applyHttp1Limits, CONNECTIONS_MAX, HTTP1_OPTIONS } from './http1-limits.ts';
import { createSessionKeeper, HTTP2_OPTIONS } from './http2-limits.ts';
import { type Port, trackSockets } from './port.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** A caller sends its first bytes at once, in one packet; who takes longer is not one. */
const SNIFF_MS_MAX = 5_000;

/** Makes the server of both protocols; it does not listen yet. */
export function createOnePort(handler: RequestListener, system: System): Port {
  const http1 = createHttp1Server(HTTP1_OPTIONS, handler);
  applyHttp1Limits(http1);
  http1.maxConnections = CONNECTIONS_MAX;
  http1.on('checkContinue', handler);
  // The compatible request and response of node:http2 are used as those of node:http, as Fastify does.
  const http2 = createHttp2Server(
    HTTP2_OPTIONS,
    handler as unknown as Parameters<typeof createHttp2Server>[1],
  );
  http2.on('checkContinue', handler as never);
  const sessions = createSessionKeeper(http2);
  const undecided = splitConnections(http1, http2, system);
  const sockets = trackSockets(http1);
  return {
    server: http1,
    endSessions() {
      for (const socket of undecided) socket.destroy();
      sessions.end();
    },
    destroyConnections() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Takes the connections of `http1` and hands each to the server that it speaks to. Returns those in the balance. */
function splitConnections(http1: Server, http2: Http2Server, system: System): ReadonlySet<Socket> {
  const undecided = new Set<Socket>();
  const speakHttp1 = http1.listeners('connection') as ((socket: Socket) => void)[];
  http1.removeAllListeners('connection');
  http1.on('connection', (socket: Socket) => {
    undecided.add(socket);
    socket.once('close', () => undecided.delete(socket));
    sniff(socket, system, (speaksHttp2) => {
      undecided.delete(socket);
      if (speaksHttp2) {
        // Not resumed: the session reads by itself, and a flowing socket would lose it the preface.
        http2.emit('connection', socket);
        return;
      }
      for (const listener of speakHttp1) listener.call(http1, socket);
      socket.resume();
    });
  });
  return undecided;
}

/** Reads until the first byte that differs from the preface, or all of it; puts the bytes back and says which it was. */
function sniff(socket: Socket, system: System, decide: (speaksHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const cancel = system.schedule(SNIFF_MS_MAX, () => socket.destroy());
  const onError = () => socket.destroy();

  function onData(data: Buffer): void {
    seen = seen.length === 0 ? data : Buffer.concat([seen, data]);
    const compared = Math.min(seen.length, PREFACE.length);
    const same = PREFACE.subarray(0, compared).equals(seen.subarray(0, compared));
    if (same && compared < PREFACE.length) return;
    stop();
    socket.pause();
    socket.unshift(seen);
    decide(same);
  }

  function stop(): void {
    cancel();
    socket.off('data', onData);
    socket.off('error', onError);
    socket.off('close', cancel);
    socket.off('end', onError);
  }

  socket.on('data', onData);
  socket.on('error', onError);
  socket.on('close', cancel);
  socket.on('end', onError);
}
