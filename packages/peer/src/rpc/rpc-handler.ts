// Requests of an HTTP/2 server to the services: plain gRPC the lean way, everything else by the router's handlers. The
// library's own adapter writes every caller that goes away in the middle of an answer to the console as an error;
// here that is ordinary.
import {
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import {
  type ConnectRouter,
  type ContextValues,
  createConnectRouter,
  createMethodImplSpec,
  type HandlerContext,
  type MethodImplSpec,
} from '@connectrpc/connect';
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import type { Logger } from 'pino';
import type { BufferPool } from '../store/buffer-pool.ts';
import type { System } from '../system.ts';
import { isLeanRequest, serveLean } from './lean/lean-handler.ts';
import { MESSAGE_BYTES_MAX, routerOptions, TIMEOUT_MAX_MS } from './router-options.ts';

export interface RpcHandlerOptions {
  readonly routes: (router: ConnectRouter) => void;
  readonly contextValues: (stream: ServerHttp2Stream) => ContextValues;
  /** Runs before the body of a request is read; throws AcordeError to refuse the call. */
  readonly gate: (context: HandlerContext) => void;
  readonly pool: BufferPool;
  readonly system: System;
  readonly log: Logger;
}

export function createRpcHandler(options: RpcHandlerOptions) {
  const { gate, log, pool, system } = options;
  const router = createConnectRouter(routerOptions(log, gate));
  const specs = new Map<string, MethodImplSpec>();
  options.routes(recording(router, specs));
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const limits = { messageBytesMax: MESSAGE_BYTES_MAX, timeoutMaxMs: TIMEOUT_MAX_MS };
  const lean = { gate, log, pool, system, ...limits };

  /** By the router. The objects that it wants for a request are made here, and for nobody else: they cost more than a
   * short call. */
  function serveOthers(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: string[]): void {
    const request = new Http2ServerRequest(stream, headers, {}, rawHeaders);
    const response = new Http2ServerResponse(stream);
    const handler = handlers.get(pathOf(headers));
    if (!handler || !request.authority) {
      // Without an authority the library throws, and nobody would catch it.
      response.writeHead(handler ? 400 : 404).end();
      return;
    }
    handler(universalRequestFromNodeRequest(request, response, undefined, options.contextValues(stream)))
      .then((reply) => universalResponseToNodeResponse(reply, response))
      .catch((error: unknown) => {
        log.debug({ err: error, rpc: handler.requestPath }, 'an answer was not taken');
        if (!stream.destroyed) stream.close();
      });
  }

  /** A listener of a server's event `stream`. */
  return (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    _flags: number,
    rawHeaders: string[],
  ): void => {
    const spec = headers[':authority'] ? specs.get(pathOf(headers)) : undefined;
    if (spec && isLeanRequest(headers))
      void serveLean(spec, stream, headers, options.contextValues(stream), lean);
    else serveOthers(stream, headers, rawHeaders);
  };
}

function pathOf(headers: IncomingHttpHeaders): string {
  const path = headers[':path'] ?? '';
  const end = path.indexOf('?');
  return end < 0 ? path : path.slice(0, end);
}

/** Notes the implementations on their way into the router. */
function recording(router: ConnectRouter, specs: Map<string, MethodImplSpec>): ConnectRouter {
  const recorder: ConnectRouter = {
    handlers: router.handlers,
    service(service, implementation, options) {
      router.service(service, implementation, options);
      for (const method of service.methods) {
        const impl = (implementation as Record<string, unknown>)[method.localName];
        if (typeof impl !== 'function') continue;
        const spec = createMethodImplSpec(method, impl.bind(implementation) as never);
        specs.set(`/${service.typeName}/${method.name}`, spec as MethodImplSpec);
      }
      return recorder;
    },
    rpc(method, implementation, options) {
      router.rpc(method, implementation, options);
      return recorder;
    },
  };
  return recorder;
}
