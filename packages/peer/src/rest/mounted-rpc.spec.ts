// RPC services share the port with REST: the same guard stands before them, and each protocol reaches them.
import { RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realSystem } from '../system.ts';
import { type ApiListener, createApiListener } from './api-listener.ts';
import { createFakePeer, id64 } from './testing/fake-peer.ts';

const ENDLESS = id64('endless');

let listener: ApiListener;
let url: string;

beforeEach(async () => {
  listener = createApiListener(
    { address: '127.0.0.1', port: 0, hasToken: true },
    {
      ...createFakePeer(),
      system: realSystem,
      rpcOptions: { acceptCompression: [], readMaxBytes: 1024 },
      rpcRoutes(router) {
        router.service(RingService, {
          getNeighbors: ({ memberId }) => ({ member: { memberId } }),
          async *lookup({ key }) {
            yield { part: { case: 'hop', value: { index: 1 } } };
            if (key === ENDLESS) await new Promise(() => {});
            yield { part: { case: 'result', value: { key } } };
          },
        });
      },
    },
  );
  url = await listener.start();
});
afterEach(() => listener.stop());

const protocols: [name: string, make: (baseUrl: string) => Transport][] = [
  ['Connect on HTTP/1.1', (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1' })],
  ['Connect on HTTP/2', (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '2' })],
  ['gRPC-Web', (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' })],
  ['gRPC', (baseUrl) => createGrpcTransport({ baseUrl })],
];

describe.each(protocols)('over %s', (_name, make) => {
  const client = () => createClient(RingService, make(url));

  it('a call and a stream are answered', async () => {
    const memberId = id64('member');
    expect((await client().getNeighbors({ memberId })).member?.memberId).toBe(memberId);
    const parts: (string | undefined)[] = [];
    for await (const { part } of client().lookup({ key: memberId })) parts.push(part.case);
    expect(parts).toEqual(['hop', 'result']);
  });

  it('a message that is too large is refused, and the next one is not', async () => {
    const huge = client().getNeighbors({ memberId: 'x'.repeat(5000) });
    await expect(huge).rejects.toMatchObject({ code: Code.ResourceExhausted });
    expect((await client().getNeighbors({})).member).toBeDefined();
  });

  it('a foreign origin is refused', async () => {
    const call = client().getNeighbors({}, { headers: { origin: 'https://evil.example' } });
    const error = await call.then(
      () => null,
      (reason: unknown) => ConnectError.from(reason),
    );
    expect(error?.code).toBe(Code.PermissionDenied);
  });

  it('an unknown method is refused', async () => {
    await expect(client().getRing({})).rejects.toMatchObject({ code: Code.Unimplemented });
  });
});

it('a stop ends a stream that does not end by itself', async () => {
  const client = createClient(RingService, createGrpcTransport({ baseUrl: url }));
  const hops = client.lookup({ key: ENDLESS })[Symbol.asyncIterator]();
  await hops.next();
  const cut = expect(hops.next()).rejects.toBeInstanceOf(ConnectError);
  await listener.stop();
  await cut;
});
