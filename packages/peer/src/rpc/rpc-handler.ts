// Requests of an HTTP/2 server to the services: plain gRPC the lean way, everything else by the router's handlers. The
// library's own adapter writes every caller that goes away in the middle of an answer to the console as an error;
// here that is ordinary.
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
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
  readonly contextValues: (request: Http2ServerRequest) => ContextValues;
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

  return (request: Http2ServerRequest, response: Http2ServerResponse): void => {
    const handler = handlers.get(request.url.split('?', 1)[0] ?? '');
    if (!handler) {
      response.writeHead(404).end();
      return;
    }
    if (!request.authority) {
      // The library throws for such a request, and nobody would catch it.
      response.writeHead(400).end();
      return;
    }
    const context = options.contextValues(request);
    const spec = specs.get(handler.requestPath);
    if (spec && isLeanRequest(request.headers)) {
      void serveLean(spec, response, request.headers, context, lean);
      return;
    }
    handler(universalRequestFromNodeRequest(request, response, undefined, context))
      .then((reply) => universalResponseToNodeResponse(reply, response))
      .catch((error: unknown) => {
        log.debug({ err: error, rpc: handler.requestPath }, 'an answer was not taken');
        if (!response.stream.destroyed) response.stream.close();
      });
  };
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
