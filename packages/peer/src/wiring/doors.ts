// The two listeners of a peer: mutual TLS for peers and gateways, and the API for people and programs on this machine.
import { readFileSync } from 'node:fs';
import type { ConnectRouter } from '@connectrpc/connect';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type ApiListener, createApiListener } from '../rest/api-listener.ts';
import type { RestDeps } from '../rest/ports.ts';
import type { Credentials } from '../rpc/credentials.ts';
import { createPeerListener, type PeerListener } from '../rpc/peer-listener.ts';
import { routerOptions } from '../rpc/router-options.ts';
import {
  type InternalDeps,
  internalRoutes,
  PUBLIC_SERVICES,
  type PublicDeps,
  publicRoutes,
  toolRoutes,
} from '../rpc/routes.ts';
import type { BufferPool } from '../store/buffer-pool.ts';
import type { System } from '../system.ts';
import { splitHostPort } from './host-port.ts';

export interface DoorOptions {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly hasWriteToken: boolean;
  readonly publicDeps: PublicDeps;
  readonly internalDeps: InternalDeps;
  readonly restDeps: Omit<RestDeps, 'log'>;
  readonly isReady: () => boolean;
  readonly pool: BufferPool;
  readonly system: System;
  readonly log: Logger;
}

export interface Doors {
  readonly peers: PeerListener;
  readonly api: ApiListener;
}

export function createDoors(options: DoorOptions): Doors {
  const { config, publicDeps, internalDeps, system, log } = options;
  const common = (router: ConnectRouter) => {
    publicRoutes(router, publicDeps);
    toolRoutes(router, PUBLIC_SERVICES, { isReady: options.isReady, system });
  };
  const peers = createPeerListener({
    credentials: options.credentials,
    routes(router) {
      common(router);
      internalRoutes(router, internalDeps);
    },
    pool: options.pool,
    system,
    log,
  });
  const api = createApiListener(
    {
      ...apiAddress(config),
      hasToken: options.hasWriteToken,
      allowedHosts: config.apiHosts,
      ...(config.apiCertificate && config.apiKey
        ? {
            tls: {
              cert: readFileSync(config.apiCertificate, 'utf8'),
              key: readFileSync(config.apiKey, 'utf8'),
            },
          }
        : {}),
    },
    { ...options.restDeps, log, system, rpcRoutes: common, rpcOptions: routerOptions(log) },
  );
  return { peers, api };
}

function apiAddress(config: Config): { address: string; port: number } {
  const { host, port } = splitHostPort(config.api);
  return { address: host, port };
}
