// The real `buf` command against a door in cleartext HTTP/2, with no schema on disk.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { Health } from '@acorde/protocol/gen/grpc/health/v1/health_pb.ts';
import { ServerReflection } from '@acorde/protocol/gen/grpc/reflection/v1/reflection_pb.ts';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realSystem } from '../system.ts';
import { reflectionService } from './reflection-service.ts';
import { ringService } from './ring-service.ts';
import { routerOptions } from './router-options.ts';
import { INTERNAL_SERVICES, PUBLIC_SERVICES, toolRoutes } from './routes.ts';
import { contactOf, fakeRing, KEY, PEER_A, PEER_B } from './test/fakes.ts';
import { silentLog } from './test/peers.ts';

const BUF = join(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), '.bin', 'buf');
const run = promisify(execFile);

let server: Http2Server;
let url: string;
let ready = true;

beforeAll(async () => {
  const ring = fakeRing(contactOf(PEER_A), contactOf(PEER_B));
  const handler = connectNodeAdapter({
    ...routerOptions(silentLog),
    routes(router) {
      ringService(router, ring, realSystem.monotonicMs);
      toolRoutes(router, PUBLIC_SERVICES, { isReady: () => ready, system: realSystem });
    },
  });
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

async function buf(...args: string[]): Promise<string> {
  return (await run(BUF, ['curl', '--http2-prior-knowledge', ...args])).stdout;
}

describe('buf curl, with no schema on disk', () => {
  it('lists the services and their methods', async () => {
    const services = (await buf('--list-services', url)).trim().split('\n');
    expect(services).toEqual(expect.arrayContaining(PUBLIC_SERVICES.map((service) => service.typeName)));
    const methods = await buf('--list-methods', url);
    expect(methods).toContain('acorde.v1.RingService/Lookup');
    expect(methods).toContain('grpc.health.v1.Health/Check');
  });

  it.each(['grpc-v1', 'grpc-v1alpha'])('lists them by %s', async (protocol) => {
    expect(await buf('--list-methods', '--reflect-protocol', protocol, url)).toContain(
      'acorde.v1.FileService/Put',
    );
  });

  it.each(['grpc', 'grpcweb', 'connect'])('looks a key up by %s', async (protocol) => {
    const data = JSON.stringify({ key: KEY, routing: 'ROUTING_CLASSIC' });
    const output = await buf('--protocol', protocol, '-d', data, `${url}/acorde.v1.RingService/Lookup`);
    expect(output).toContain('HOP_OUTCOME_OWNER');
    expect(output).toContain('"result"');
  });

  it('shows an error with its code', async () => {
    const call = buf('-d', '{"key": "short"}', `${url}/acorde.v1.RingService/Lookup`);
    await expect(call).rejects.toMatchObject({ stderr: expect.stringContaining('invalid_argument') });
  });

  it('asks for health', async () => {
    expect(await buf('-d', '{}', `${url}/grpc.health.v1.Health/Check`)).toContain('"SERVING"');
    ready = false;
    expect(await buf('-d', '{}', `${url}/grpc.health.v1.Health/Check`)).toContain('"NOT_SERVING"');
    ready = true;
  });
});

describe('reflection', () => {
  const client = createClient(
    ServerReflection,
    createRouterTransport((router) =>
      reflectionService(router, [...PUBLIC_SERVICES, ...INTERNAL_SERVICES, Health]),
    ),
  );

  async function ask(messageRequest: Parameters<typeof one>[0]) {
    for await (const answer of client.serverReflectionInfo(one(messageRequest)))
      return answer.messageResponse;
    throw new Error('no answer');
  }

  it.each([
    'acorde.v1.RingService',
    'acorde.v1.RingService.Lookup',
    'acorde.v1.Contact',
    'acorde.v1.Contact.peer_id',
    'acorde.internal.v1.MemberService',
    'google.protobuf.Timestamp',
  ])('finds the file of %s with all it imports', async (symbol) => {
    const answer = await ask({ case: 'fileContainingSymbol', value: symbol });
    expect(answer.case).toBe('fileDescriptorResponse');
  });

  it('answers what it does not know with NOT_FOUND', async () => {
    for (const question of [
      { case: 'fileContainingSymbol', value: 'no.such.Thing' },
      { case: 'fileByFilename', value: 'no/such.proto' },
      { case: 'allExtensionNumbersOfType', value: 'no.such.Type' },
    ] as const) {
      expect(await ask(question)).toMatchObject({ case: 'errorResponse', value: { errorCode: 5 } });
    }
    expect(await ask({ case: undefined })).toMatchObject({ case: 'errorResponse', value: { errorCode: 3 } });
    expect(RingService.file.proto.name).toBe('acorde/v1/ring.proto');
  });
});

type Question =
  | { case: 'fileContainingSymbol' | 'fileByFilename' | 'allExtensionNumbersOfType'; value: string }
  | { case: undefined };

async function* one(messageRequest: Question) {
  yield { messageRequest };
}
