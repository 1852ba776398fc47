// Builds the gateway's HTTP side: guards, REST, WebSocket and pages on one port. It listens nowhere; main.ts does.

import { AcordeError } from '@acorde/protocol';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { createEventPages } from './event-pages.ts';
import { createFileAudit } from './file-audit.ts';
import type { Fleet } from './fleet.ts';
import { downloadRoute } from './http/download-route.ts';
import { eventRoutes } from './http/event-routes.ts';
import { fileRoutes } from './http/file-routes.ts';
import { fleetRoutes } from './http/fleet-routes.ts';
import { createGuard } from './http/guard.ts';
import { checkQueryEncoding } from './http/input.ts';
import { lookupRoute } from './http/lookup-route.ts';
import { operateRoutes } from './http/operate-routes.ts';
import { pages } from './http/pages.ts';
import { createPeerChoice } from './http/peer-choice.ts';
import { expected, sendProblem } from './http/problem.ts';
import { recordingRoute } from './http/recording-route.ts';
import { socketRoute } from './http/socket.ts';
import { transferRoutes } from './http/transfer-routes.ts';
import { uploadRoute } from './http/upload-route.ts';
import type { Launcher } from './launcher-client.ts';
import type { Logger } from './logger.ts';
import type { PeerDialer } from './peer-clients.ts';
import type { Recorder } from './recorder.ts';
import type { Replay } from './replay.ts';
import type { System } from './system.ts';

export interface AppParts {
  readonly fleet: Fleet;
  readonly dialer: PeerDialer;
  readonly system: System;
  readonly logger: Logger;
  /** Within which a request's headers must have come. */
  readonly headersTimeoutMs?: number;
  /** Reads what happened before the gateway's memory begins, where there is a timeline. */
  readonly replay?: Replay | null;
  /** Folder of the exported pages. */
  readonly pages: string;
  /** Host names under which the page is reached. */
  readonly hostNames: readonly string[];
  /** Where it listens, once it does. */
  readonly port: () => number;
  /** The network's write token; null when the gateway has none and may only read. */
  readonly writeToken: () => string | null;
  /** The launcher's control API; null where there is none. */
  readonly launcher?: Launcher | null;
  readonly recorder?: Pick<Recorder, 'parts'>;
}

const HEADERS_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 2_048;
const JSON_BYTES_MAX = 16 * 1024;
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { fleet, dialer, system, logger } = parts;
  const app = Fastify({
    bodyLimit: JSON_BYTES_MAX,
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: true,
    // Uploads may take hours, but who asks has to say what for.
    http: {
      headersTimeout: parts.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply as FastifyReply, expected(error)),
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  const choice = createPeerChoice(fleet, dialer);
  const files = { choice, writeHeaders: () => writeHeaders(parts.writeToken()) };

  addGuard(app, parts);
  app.setErrorHandler((thrown, _request, reply) => {
    const error = expected(thrown);
    if (error.code === 'INTERNAL') logger.error({ err: thrown }, 'unexpected error');
    return sendProblem(reply, error);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new AcordeError('NOT_FOUND', 'there is nothing here')),
  );

  const pageOf = createEventPages({ fleet, replay: parts.replay ?? null });
  await socketRoute(app, { hub: fleet.hub, system, logger, pageOf });
  fleetRoutes(app, { fleet, choice });
  eventRoutes(app, pageOf);
  lookupRoute(app, { choice, system });
  fileRoutes(app, files);
  operateRoutes(app, { audit: createFileAudit(choice, system), launcher: parts.launcher ?? null });
  downloadRoute(app, files);
  transferRoutes(app, files);
  if (parts.recorder) recordingRoute(app, parts.recorder);
  await app.register(async (scope) => uploadRoute(scope, files));
  await pages(app, parts.pages);
  return app;
}

function addGuard(app: FastifyInstance, { hostNames, port }: AppParts): void {
  const guard = createGuard({ names: hostNames, port });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    const writes = request.method !== 'GET' && request.method !== 'HEAD';
    // A browser opens a WebSocket to anywhere, so its upgrade counts as a write.
    if (writes || request.headers.upgrade !== undefined) guard.checkWrite(request.headers);
    else guard.checkRead(request.headers);
    checkQueryEncoding(request.url);
  });
}

function writeHeaders(token: string | null): Record<string, string> {
  if (token === null) throw new AcordeError('FORBIDDEN', 'this gateway has no write token; see --token-file');
  return { authorization: `Bearer ${token}` };
}
