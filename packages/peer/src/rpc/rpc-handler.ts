// Requests of an HTTP/2 server to the router's handlers. The library's own adapter writes every caller that goes away
// in the middle of an answer to the console as an error; here that is ordinary.
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import {
  type ConnectRouter,
  type ConnectRouterOptions,
  type ContextValues,
  createConnectRouter,
} from '@connectrpc/connect';
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import type { Logger } from 'pino';

export interface RpcHandlerOptions extends ConnectRouterOptions {
  readonly routes: (router: ConnectRouter) => void;
  readonly contextValues: (request: Http2ServerRequest) => ContextValues;
  readonly log: Logger;
}

export function createRpcHandler(options: RpcHandlerOptions) {
  const router = createConnectRouter(options);
  options.routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));

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
    handler(universalRequestFromNodeRequest(request, response, undefined, context))
      .then((reply) => universalResponseToNodeResponse(reply, response))
      .catch((error: unknown) => {
        options.log.debug({ err: error, rpc: handler.requestPath }, 'an answer was not taken');
        if (!response.stream.destroyed) response.stream.close();
      });
  };
}
