// What an HTTP/1.1 connection may cost. There is no limit on how long a whole request takes, since a body may be 1 TiB:
// uploads bound their own pauses, and a socket on which nothing moves for minutes is closed.
import type { Server, ServerOptions } from 'node:http';

/** Connections of one listener, all protocols. */
export const CONNECTIONS_MAX = 2_048;
const HEADERS_MS_MAX = 10_000;
const IDLE_SOCKET_MS_MAX = 5 * 60_000;
const KEEP_ALIVE_MS = 30_000;
const HEADERS_COUNT_MAX = 100;

export const HTTP1_OPTIONS = {
  headersTimeout: HEADERS_MS_MAX,
  requestTimeout: 0,
  keepAliveTimeout: KEEP_ALIVE_MS,
  /** How often the two above are looked at, milliseconds. */
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  noDelay: true,
  requireHostHeader: false,
} as const satisfies ServerOptions;

/** The limits that are no constructor options. */
export function applyHttp1Limits(server: Pick<Server, 'timeout' | 'maxHeadersCount'>): void {
  server.timeout = IDLE_SOCKET_MS_MAX;
  server.maxHeadersCount = HEADERS_COUNT_MAX;
}
