import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { AcordeError } from '@acorde/protocol';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { FileService } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { Code, ConnectError, type ConnectRouter, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callerKey } from './caller.ts';
import { TestNetwork, type TestPeer } from './test/peers.ts';

const TIMEOUT = { timeoutMs: 5_000 };

let network: TestNetwork;
let peer: TestPeer;
let callers: (string | undefined)[];

function routes(router: ConnectRouter): void {
  router.service(MemberService, {
    ping(_request, context) {
      callers.push(context.values.get(callerKey)?.peerId);
      return {};
    },
  });
  router.service(RingService, { getRing: () => ({ members: [] }) });
  router.service(RegistryService, { registerPeer: () => ({ certificatePem: 'admitted' }) });
  router.service(FileService, {
    stat() {
      throw new TypeError('a secret of the program');
    },
  });
}

beforeEach(async () => {
  callers = [];
  network = new TestNetwork();
  peer = await network.peer('callee', routes);
});

afterEach(() => network.stop());

/** A stock gRPC client that trusts the network and shows what it is given. */
function stockClient(identity: { key?: string; cert?: string } = {}) {
  return createGrpcTransport({
    baseUrl: `https://${peer.address}`,
    nodeOptions: { ca: peer.credentials.authority.toString(), servername: 'peer.acorde', ...identity },
    idleConnectionTimeoutMs: 10,
  });
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'ok',
    (error: unknown) => (error instanceof AcordeError ? error.code : Code[ConnectError.from(error).code]),
  );
}

describe('a caller without a certificate', () => {
  it('is refused everywhere', async () => {
    expect(await codeOf(createClient(RingService, stockClient()).getRing({}))).toBe('Unauthenticated');
    expect(await codeOf(createClient(MemberService, stockClient()).ping({}))).toBe('Unauthenticated');
  });

  it('may register', async () => {
    const reply = await createClient(RegistryService, stockClient()).registerPeer({});
    expect(reply.certificatePem).toBe('admitted');
  });
});

describe('a caller of another network', () => {
  it('is refused', async () => {
    const foreign = new TestNetwork();
    const { credentials } = await foreign.credentials('foreigner');
    const identity = { key: credentials.privateKeyPem, cert: credentials.certificate.toString() };
    expect(await codeOf(createClient(RingService, stockClient(identity)).getRing({}))).toBe(
      'Unauthenticated',
    );
    await foreign.stop();
  });
});

describe('a gateway', () => {
  it('reads the ring and cannot call what is for peers', async () => {
    const { credentials } = await network.credentials('gateway', ['gateway']);
    const client = network.client(credentials);
    const ring = client.call(RingService, peer, TIMEOUT, (ring, options) => ring.getRing({}, options));
    expect(await codeOf(ring)).toBe('ok');
    const ping = client.call(MemberService, peer, TIMEOUT, (member, options) => member.ping({}, options));
    expect(await codeOf(ping)).toBe('FORBIDDEN');
    client.stop();
  });

  it('is not taken for a peer that one may call', async () => {
    const gateway = await network.peer('gateway', routes, ['gateway']);
    const call = peer.client.call(RingService, gateway, TIMEOUT, (ring, options) =>
      ring.getRing({}, options),
    );
    expect(await codeOf(call)).toBe('PEER_UNREACHABLE');
  });
});

describe('a peer', () => {
  it('is known by its certificate', async () => {
    const caller = await network.peer('caller', routes);
    await caller.client.call(MemberService, peer, TIMEOUT, (member, options) => member.ping({}, options));
    expect(callers).toEqual([caller.peerId]);
  });

  it('is refused once its certificate has expired', async () => {
    const longAgo = Date.now() - 40 * 24 * 3_600_000;
    const { credentials } = await network.credentials('sleeper', ['peer'], longAgo);
    const identity = { key: credentials.privateKeyPem, cert: credentials.certificate.toString() };
    expect(await codeOf(createClient(RingService, stockClient(identity)).getRing({}))).toBe(
      'Unauthenticated',
    );
  });

  it('gets no detail of an unexpected error', async () => {
    const caller = await network.peer('caller', routes);
    const call = caller.client.call(FileService, peer, TIMEOUT, (files, options) => files.stat({}, options));
    await expect(call).rejects.toMatchObject({ code: 'INTERNAL', message: 'internal error' });
  });

  it('gets INVALID_ARGUMENT for bytes that are no message', async () => {
    const reply = await rawCall('/acorde.v1.RingService/GetRing', Buffer.from([0, 0, 0, 0, 2, 0xff, 0xff]));
    expect(reply).toBe('3');
  });

  it('gets a plain refusal for an unknown path, and none at all for a request to nobody', async () => {
    expect(await rawCall('/acorde.v1.RingService/GetRing', Buffer.alloc(5), { ':authority': '' })).toBe(
      'closed',
    );
    expect(await rawCall('/no/such', Buffer.alloc(5))).toBe('404');
  });

  it('gets RESOURCE_EXHAUSTED for a message over the limit, and can go on', async () => {
    const caller = await network.peer('caller', routes);
    const oversize = Buffer.concat([Buffer.from([0, 0x7f, 0, 0, 0]), Buffer.alloc(1024)]);
    expect(await rawCall('/acorde.v1.RingService/GetRing', oversize)).toBe('8');
    const call = caller.client.call(RingService, peer, TIMEOUT, (ring, options) => ring.getRing({}, options));
    expect(await codeOf(call)).toBe('ok');
  });
});

it('outlives garbage on its port', async () => {
  const socket = connectTcp(Number(peer.address.split(':')[1]), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\n\r\n\0\0\0garbage');
  await once(socket, 'close');
  const caller = await network.peer('caller', routes);
  const call = caller.client.call(RingService, peer, TIMEOUT, (ring, options) => ring.getRing({}, options));
  expect(await codeOf(call)).toBe('ok');
});

/** Sends bytes as the body of a gRPC call, with a peer's certificate. Returns the grpc-status, or the HTTP status
 * where that is not 200. */
async function rawCall(path: string, body: Buffer, headers: Record<string, string> = {}): Promise<string> {
  const { credentials } = await network.credentials('raw');
  const session = connectHttp2(`https://${peer.address}`, {
    ca: credentials.authority.toString(),
    key: credentials.privateKeyPem,
    cert: credentials.certificate.toString(),
    servername: 'peer.acorde',
  });
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const status = new Promise<string>((resolve) => {
    stream.on('trailers', (trailers) => resolve(String(trailers['grpc-status'])));
    stream.on('close', () => resolve('closed'));
    stream.on('response', (reply) => {
      const status = reply['grpc-status'] ?? (reply[':status'] === 200 ? null : reply[':status']);
      if (status !== null) resolve(String(status));
    });
  });
  stream.on('error', () => undefined);
  stream.resume();
  stream.end(body);
  const answer = await status;
  session.destroy();
  return answer;
}
