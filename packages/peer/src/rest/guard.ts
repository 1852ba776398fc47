// Who may talk to this listener at all. A page on the web can make a browser send requests to 127.0.0.1, under its own
// name (rebinding) or its own origin (forgery); so every request must name this host, and an Origin, where there is
// one, must be this listener's own or a configured one. Holds for REST, RPC and unknown routes alike.
import type { IncomingHttpHeaders } from 'node:http';
import { AcordeError } from '@acorde/protocol';
import type { Authorizer } from './ports.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const PORT_SUFFIX = /:\d{1,5}$/;
const ENTRIES_MAX = 64;
/** Answers with the contract alone, which everybody may read; stock clients ask it without their caller's token. */
const OPEN_PATHS = new Set([
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
]);

export interface GuardOptions {
  /** Further names that this listener is reached by: `NAME` with any port, or `NAME:PORT`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Further origins whose pages may call: `https://NAME:PORT`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** True where reads need the token too, but for the reflection of gRPC: on every address but loopback. */
  readonly tokenForAll: boolean;
  readonly scheme: 'http' | 'https';
}

export interface Guard {
  /** Throws FORBIDDEN for a foreign Host or Origin, UNAUTHENTICATED where reads need a token. */
  admit(headers: IncomingHttpHeaders, path: string): void;
  /** Throws UNAUTHENTICATED unless the request carries the write token. */
  requireWriteToken(headers: IncomingHttpHeaders): void;
}

export function createGuard(options: GuardOptions, authorizer: Authorizer): Guard {
  const hosts = new Set([...LOOPBACK_NAMES, ...lower(options.allowedHosts)]);
  const origins = new Set(lower(options.allowedOrigins));

  function requireWriteToken({ authorization }: IncomingHttpHeaders): void {
    authorizer.checkWrite(authorization ?? null);
  }

  return {
    requireWriteToken,
    admit(headers, path) {
      const host = hostOf(headers);
      if (host === null || !(hosts.has(host) || hosts.has(host.replace(PORT_SUFFIX, '')))) {
        throw new AcordeError('FORBIDDEN', FOREIGN_HOST);
      }
      const origin = headers.origin?.toLowerCase();
      if (origin !== undefined && origin !== `${options.scheme}://${host}` && !origins.has(origin)) {
        throw new AcordeError('FORBIDDEN', FOREIGN_ORIGIN);
      }
      if (options.tokenForAll && !OPEN_PATHS.has(path)) requireWriteToken(headers);
    },
  };
}

const FOREIGN_HOST =
  'The Host header does not name this peer; further names are allowed in its configuration.';
const FOREIGN_ORIGIN =
  'Pages of this origin may not call this peer; further origins are allowed in its configuration.';

/** The host that the request names, lower case; null without one, or when HTTP/2 names two. */
function hostOf(headers: IncomingHttpHeaders): string | null {
  const authority = headers[':authority'];
  const named = typeof authority === 'string' ? authority : undefined;
  if (named !== undefined && headers.host !== undefined && named !== headers.host) return null;
  return (named ?? headers.host)?.toLowerCase() ?? null;
}

function lower(names: readonly string[] = []): string[] {
  return names.slice(0, ENTRIES_MAX).map((name) => name.toLowerCase());
}
