// The API listener: one port for REST, Connect, gRPC-Web and gRPC. On loopback it speaks without TLS and lets everyone
// read; anywhere else it insists on TLS and on the token for everything, or it does not start at all.
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectRouter, ConnectRouterOptions } from '@connectrpc/connect';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import type { FastifyServerFactory } from 'fastify';
import type { System } from '../system.ts';
import { buildApp } from './app.ts';
import { ListenError, listenErrorOf } from './listen-error.ts';
import { isLoopback } from './loopback.ts';
import { createOnePort } from './one-port.ts';
import type { Port } from './port.ts';
import type { RestDeps } from './ports.ts';
import type { RestApp } from './rest-app.ts';
import { createSecurePort, type TlsFiles } from './secure-port.ts';

/** A stop waits this long for calls that run. */
const STOP_GRACE_MS = 2_000;

export interface ApiListenerOptions {
  /** To bind: 127.0.0.1 unless there is a reason. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Needed on every address but loopback. */
  readonly tls?: TlsFiles | undefined;
  /** Whether a write token exists: without one, only loopback may be listened on. */
  readonly hasToken: boolean;
  /** Names beside the loopback ones that this listener is reached by: `NAME` or `NAME:PORT`. */
  readonly allowedHosts?: readonly string[] | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  /** The largest body of an upload; 1 TiB unless given. */
  readonly uploadBytesMax?: number | undefined;
}

export interface ApiListenerDeps extends RestDeps {
  readonly system: System;
  /** Puts the RPC services on the same port. */
  readonly rpcRoutes: (router: ConnectRouter) => void;
  /** Limits and interceptors of those services. */
  readonly rpcOptions: ConnectRouterOptions;
}

export interface ApiListener {
  /** Resolves with the URL, without a trailing slash. Throws ListenError. */
  start(): Promise<string>;
  /** Accepts no more and resolves when every connection is closed, a few seconds later at most. Safe to call twice. */
  stop(): Promise<void>;
}

/** Wires the listener; nothing is bound before `start()`. */
export function createApiListener(options: ApiListenerOptions, deps: ApiListenerDeps): ApiListener {
  let running: { app: RestApp; port: Port } | null = null;

  return {
    async start() {
      refuseUnsafe(options);
      running = build(options, deps);
      const { app } = running;
      try {
        await app.listen({ host: options.address, port: options.port, backlog: 1024 });
      } catch (error) {
        await this.stop();
        throw listenErrorOf(error, options.address, options.port);
      }
      return urlOf(app.server.address() as AddressInfo, options);
    },
    async stop() {
      const stopping = running;
      running = null;
      if (!stopping) return;
      const { app, port } = stopping;
      const cancel = deps.system.schedule(STOP_GRACE_MS, () => port.destroyConnections());
      port.endSessions();
      await app.close();
      cancel();
    },
  };
}

function refuseUnsafe({ address, tls, hasToken }: ApiListenerOptions): void {
  if (isLoopback(address)) return;
  if (!tls)
    throw new ListenError(
      'unsafe',
      `the API address ${address} is not loopback: give it a certificate (TLS), or use 127.0.0.1`,
    );
  if (!hasToken)
    throw new ListenError(
      'unsafe',
      `the API address ${address} is not loopback: give the network a write token, or use 127.0.0.1`,
    );
}

function build(options: ApiListenerOptions, deps: ApiListenerDeps): { app: RestApp; port: Port } {
  const made: { port?: Port } = {};
  const { tls } = options;
  const serverFactory = (handler: RequestListener) => {
    made.port = tls ? createSecurePort(handler, tls) : createOnePort(handler, deps.system);
    return made.port.server;
  };
  const app = buildApp(
    {
      guard: {
        allowedHosts: options.allowedHosts,
        allowedOrigins: options.allowedOrigins,
        tokenForAll: !isLoopback(options.address),
        scheme: tls ? 'https' : 'http',
      },
      uploadBytesMax: options.uploadBytesMax,
      serverFactory: serverFactory as FastifyServerFactory,
    },
    deps,
    deps.system,
  );
  app.register(fastifyConnectPlugin, {
    ...deps.rpcOptions,
    routes: deps.rpcRoutes,
    shutdownTimeoutMs: STOP_GRACE_MS / 2,
  });
  if (!made.port) throw new Error('the framework made no server');
  return { app, port: made.port };
}

function urlOf({ port }: AddressInfo, { address, tls }: ApiListenerOptions): string {
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return `${tls ? 'https' : 'http'}://${host}:${port}`;
}
