// The launcher's control API: list, add, stop, kill and start peers. It listens on loopback alone, on a port of the
// system's choice, and answers only to who shows the token that the launcher gave its gateway. A request that names an
// origin comes from a page, and pages have no business here: they ask the gateway.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AcordeError } from '@acorde/protocol';
import { createAuthorizer, hashWriteToken } from '../identity/write-token.ts';
import type { Operation, Roster } from './roster.ts';

export interface ControlServer {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ControlParts {
  readonly roster: Pick<Roster, 'list' | 'add' | 'operate'>;
  readonly token: string;
  /** Whether peers have processes of their own. */
  readonly canKill: boolean;
}

const REQUEST_MS_MAX = 10_000;
const CONNECTIONS_MAX = 16;
const OPERATION = /^\/v1\/processes\/([0-9a-f]{64})\/(stop|kill|start)$/;

export async function startControlServer(parts: ControlParts): Promise<ControlServer> {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX }, (request, response) => {
    // No call has a body; one that is sent anyway is read away and means nothing.
    request.resume();
    void answer(parts, request).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => sendProblem(response, error),
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { roster, token, canKill }: ControlParts,
  { method, url, headers }: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  if (headers.origin !== undefined) throw new AcordeError('FORBIDDEN', 'pages may not call the launcher');
  createAuthorizer(() => [hashWriteToken(token)]).checkWrite(headers.authorization ?? null);
  if (method === 'GET' && url === '/v1/processes') {
    return { status: 200, body: { canKill, processes: roster.list() } };
  }
  if (method === 'POST' && url === '/v1/processes') return { status: 201, body: await roster.add() };
  const [, peerId, operation] = (method === 'POST' && OPERATION.exec(url ?? '')) || [];
  if (peerId && operation) {
    return { status: 200, body: await roster.operate(peerId, operation as Operation) };
  }
  throw new AcordeError('NOT_FOUND', 'there is nothing here');
}

function sendProblem(response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof AcordeError ? thrown : new AcordeError('INTERNAL', (thrown as Error).message);
  send(response, error.kind.http, { code: error.code, detail: error.message });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
