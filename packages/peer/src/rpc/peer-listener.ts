// The door for other peers and gateways: HTTP/2 over TLS 1.3 that asks for a client certificate. The handshake lets
// everybody in, because a newcomer has no certificate yet; who may call what is decided for each call (peer-gate.ts).
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type ConnectRouter, createContextValues } from '@connectrpc/connect';
import type { Logger } from 'pino';
import { type Bearer, bearerOf } from '../identity/certificate.ts';
import { type BufferPool, createBufferPool } from '../store/buffer-pool.ts';
import type { System } from '../system.ts';
import { callerKey } from './caller.ts';
import { type Credentials, chainPem, PEER_CIPHERS } from './credentials.ts';
import { checkCaller } from './peer-gate.ts';
import { createRpcHandler } from './rpc-handler.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Receive window of a stream and of a session: with the defaults a quarter of the speed is lost. It bounds what one
 * connection can make this process keep. */
const WINDOW_BYTES = 16 * 1024 * 1024;
const STREAMS_MAX = 256;
const CONNECTIONS_MAX = 2048;
/** Sessions without a certificate: newcomers, and whoever else finds the port. */
const STRANGERS_MAX = 64;
const STRANGER_IDLE_MS = 15_000;
const PEER_IDLE_MS = 5 * 60_000;
const STOP_GRACE_MS = 1_000;

export interface PeerListenerOptions {
  readonly credentials: Credentials;
  readonly routes: (router: ConnectRouter) => void;
  /** For what streams bring; one of its own unless given. */
  readonly pool?: BufferPool | undefined;
  readonly system: System;
  readonly log: Logger;
}

export interface PeerListener {
  /** Binds; port 0 takes a free one. Returns the bound port. */
  start(host: string, port: number): Promise<number>;
  /** For connections from now on: a renewed certificate. */
  setCredentials(credentials: Credentials): void;
  /** Ends open calls after a short grace. */
  stop(): Promise<void>;
}

export function createPeerListener(options: PeerListenerOptions): PeerListener {
  const { system, log } = options;
  let { credentials } = options;
  let server: Http2SecureServer | null = null;
  const callers = new WeakMap<object, Bearer | null>();
  const sessions = new Set<ServerHttp2Session>();
  let strangers = 0;

  function welcome(session: ServerHttp2Session): void {
    const certificate = (session.socket as TLSSocket).getPeerX509Certificate();
    const caller = certificate ? bearerOf(certificate, credentials.authority, system.nowMs()) : null;
    if (!caller && strangers >= STRANGERS_MAX) {
      session.destroy();
      return;
    }
    callers.set(session, caller);
    sessions.add(session);
    if (!caller) strangers += 1;
    if (!session.destroyed) session.setLocalWindowSize(WINDOW_BYTES);
    session.setTimeout(caller ? PEER_IDLE_MS : STRANGER_IDLE_MS, () => session.close());
    // Every fault of the other side ends here; without a listener it would end the process.
    session.on('error', (error) => log.debug({ err: error }, 'a session failed'));
    session.on('close', () => {
      sessions.delete(session);
      if (!caller) strangers -= 1;
    });
  }

  function build(): Http2SecureServer {
    const handler = createRpcHandler({
      gate: (context) => checkCaller(context, system.nowMs()),
      routes: options.routes,
      pool: options.pool ?? createBufferPool(),
      system,
      log,
      contextValues(stream) {
        const caller = stream.session ? callers.get(stream.session) : null;
        return createContextValues().set(callerKey, caller ?? null);
      },
    });
    const built = createSecureServer({
      ...secureContext(credentials),
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      unknownProtocolTimeout: HANDSHAKE_TIMEOUT_MS,
      settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: STREAMS_MAX },
    });
    built.on('stream', handler);
    built.maxConnections = CONNECTIONS_MAX;
    built.on('session', welcome);
    built.on('tlsClientError', (error) => log.debug({ err: error }, 'a handshake failed'));
    built.on('sessionError', (error) => log.debug({ err: error }, 'a session failed'));
    return built;
  }

  return {
    async start(host, port) {
      server = build();
      await listen(server, host, port);
      return (server.address() as AddressInfo).port;
    },
    setCredentials(renewed) {
      credentials = renewed;
      server?.setSecureContext(secureContext(renewed));
    },
    async stop() {
      const running = server;
      server = null;
      if (!running) return;
      const closed = new Promise<void>((resolve) => running.close(() => resolve()));
      for (const session of sessions) session.close();
      const cancel = system.schedule(STOP_GRACE_MS, () => {
        for (const session of sessions) session.destroy();
      });
      await closed;
      cancel();
    },
  };
}

function secureContext(credentials: Credentials) {
  return {
    key: credentials.privateKeyPem,
    cert: chainPem(credentials),
    ca: credentials.authority.toString(),
    minVersion: 'TLSv1.3' as const,
    ciphers: PEER_CIPHERS,
  };
}

function listen(server: Http2SecureServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
