// Builds the API: guard, problems, documentation and the routes. It does not listen, so tests can inject requests.
import { AcordeError } from '@acorde/protocol';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyReply, type FastifyRequest, type FastifyServerFactory } from 'fastify';
import {
  jsonSchemaTransformObject,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { System } from '../system.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { mountDocs } from './docs.ts';
import { createGuard, type Guard, type GuardOptions } from './guard.ts';
import { documentRoute, OPENAPI } from './openapi.ts';
import type { RestDeps } from './ports.ts';
import { problem, problemOf } from './problem.ts';
import type { RestApp } from './rest-app.ts';
import { createRouteMethods, type RouteMethods } from './route-methods.ts';
import { mountRoutes } from './routes.ts';
import { sendProblem } from './send-problem.ts';

const UPLOAD_BYTES_MAX_DEFAULT = 1024 ** 4;
const JSON_BODY_BYTES_MAX = 64 * 1024;
/** Longer than any id, so that a long wrong one is a 400 like a short one. */
const PARAM_LENGTH_MAX = 16 * 1024;

export interface AppOptions {
  readonly guard: GuardOptions;
  /** The largest body of an upload; 1 TiB unless given. */
  readonly uploadBytesMax?: number | undefined;
  /** Makes the server that the app answers on; Fastify's own unless given. */
  readonly serverFactory?: FastifyServerFactory | undefined;
}

/** Builds the app. Add what other edges serve on the same port before `ready()`. */
export function buildApp(options: AppOptions, deps: RestDeps, system: System): RestApp {
  const app = Fastify({
    logger: false,
    bodyLimit: JSON_BODY_BYTES_MAX,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => fail(deps, error, request, reply as FastifyReply),
    ...(options.serverFactory ? { serverFactory: options.serverFactory } : {}),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // The answers are made by typed functions; checking them again would cost more than making them.
  app.setSerializerCompiler(() => JSON.stringify);
  const guard = createGuard(options.guard, deps.authorizer);
  const methods = createRouteMethods();
  addHooks(app, guard);
  app.setErrorHandler((error, request, reply) => fail(deps, error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, unknownRoute(request, methods)));
  app.register(swagger, {
    openapi: OPENAPI,
    hideUntagged: true,
    transform: documentRoute,
    transformObject: jsonSchemaTransformObject,
  });
  app.register(async (scope) => {
    const rest = scope.withTypeProvider<ZodTypeProvider>();
    requireTokenForWrites(rest, guard, methods);
    mountDocs(rest);
    mountRoutes(rest, {
      ...deps,
      system,
      uploadBytesMax: options.uploadBytesMax ?? UPLOAD_BYTES_MAX_DEFAULT,
    });
  });
  return app;
}

function addHooks(app: RestApp, guard: Guard): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    guard.admit(request.headers, request.url);
  });
  // Whoever waits for leave to send a body gets it here, after everything that refuses it unread.
  app.addHook('preParsing', async ({ raw }, reply) => {
    if (raw.headers.expect?.toLowerCase() === '100-continue') reply.raw.writeContinue();
  });
}

/** Deny by default: in this scope every method but GET and HEAD needs the write token. */
function requireTokenForWrites(rest: RestApp, guard: Guard, methods: RouteMethods): void {
  rest.addHook('onRoute', ({ url, method }) => methods.add(url, [method].flat()));
  rest.addHook('onRequest', async ({ method, headers, url }) => {
    if (method !== 'GET' && method !== 'HEAD') guard.requireWriteToken(headers);
    refuseBrokenQuery(url);
  });
}

/** The framework takes a query that is no UTF-8 as it stands; a file would get a name that nobody meant. */
function refuseBrokenQuery(url: string): void {
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', 'The query is not percent-encoded UTF-8.', { cause: error });
  }
}

function fail({ log }: RestDeps, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const found = problemOf(error);
  if (found.unexpected)
    log.error({ err: error, method: request.method, url: request.url }, 'a request failed');
  if (reply.raw.headersSent) reply.raw.destroy();
  else sendProblem(request, reply, found);
}

function unknownRoute({ method, url }: FastifyRequest, methods: RouteMethods) {
  const path = url.split('?', 1)[0] ?? '';
  const allowed = methods.of(path);
  if (allowed.length === 0)
    return problem('NOT_FOUND', `There is no ${path}; /openapi.json lists what there is.`);
  return problem('INVALID_ARGUMENT', `${path} takes ${allowed.join(', ')}, not ${method}.`, {
    status: 405,
    title: 'The method is not allowed here',
    headers: { allow: allowed.join(', ') },
  });
}
