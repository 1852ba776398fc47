// The port with TLS: the protocol is agreed in the handshake, so one server of Node's speaks all of them.
import type { RequestListener, Server } from 'node:http';
import { createSecureServer } from 'node:http2';
import { applyHttp1Limits, CONNECTIONS_MAX, HTTP1_OPTIONS } from './http1-limits.ts';
import { createSessionKeeper, HTTP2_OPTIONS } from './http2-limits.ts';
import { type Port, trackSockets } from './port.ts';

const HANDSHAKE_MS_MAX = 10_000;

export interface TlsFiles {
  /** PEM. */
  readonly key: string;
  /** PEM, with what leads to the authority. */
  readonly cert: string;
}

/** Makes the server; it does not listen yet. */
export function createSecurePort(handler: RequestListener, { key, cert }: TlsFiles): Port {
  const server = createSecureServer(
    {
      ...HTTP2_OPTIONS,
      ...HTTP1_OPTIONS,
      http1Options: HTTP1_OPTIONS,
      key,
      cert,
      allowHTTP1: true,
      minVersion: 'TLSv1.3',
      handshakeTimeout: HANDSHAKE_MS_MAX,
    },
    // The compatible request and response of node:http2 are used as those of node:http, as Fastify does.
    handler as never,
  );
  applyHttp1Limits(server as unknown as Server);
  server.maxConnections = CONNECTIONS_MAX;
  server.on('checkContinue', handler as never);
  const sessions = createSessionKeeper(server);
  const sockets = trackSockets(server);
  return {
    server: server as unknown as Server,
    endSessions: () => sessions.end(),
    destroyConnections() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
