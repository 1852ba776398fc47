// The gateway's HTTP side, by inject: no port is opened, and the peers are in memory.
import { type AddressInfo, connect } from 'node:net';
import { Code, ConnectError } from '@connectrpc/connect';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { FILE_ID, fileRoutes, type Hooks, type Put } from '../test/support/fake-files.ts';
import { createFakeFleet, type FakePeer } from '../test/support/fake-fleet.ts';
import { createManualSystem } from '../test/support/manual-system.ts';
import { buildApp } from './app.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { LOCAL_NAMES } from './http/guard.ts';
import { createDirectSource } from './source/direct.ts';

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const READ = { host: 'localhost:3000' };
const WRITE = { ...READ, origin: 'http://localhost:3000' };

let opened: { app: FastifyInstance; fleet: Fleet } | null = null;
afterEach(async () => {
  await opened?.app.close();
  await opened?.fleet.stop();
  opened = null;
});

async function openApp({
  breaksAfter,
  headersTimeoutMs = 10_000,
  token = 'secret',
}: {
  breaksAfter?: number;
  headersTimeoutMs?: number;
  token?: string | null;
} = {}) {
  const system = createManualSystem();
  const fake = createFakeFleet(system);
  const puts: Put[] = [];
  const hooks: Hooks = {
    onLookup: () => {},
    onTransfer: () => {
      throw new ConnectError('no such transfer', Code.NotFound);
    },
  };
  const peers = [
    fake.add(16, fileRoutes(puts, hooks, breaksAfter)),
    fake.add(32, fileRoutes(puts, hooks)),
  ] as [FakePeer, FakePeer];
  fake.settleRing();
  const { dialer } = fake;
  const fleet = createFleet({
    ...{ dialer, system, logger, seeds: [peers[0].address], stateAgeMsMax: 5000 },
    source: (handlers) => createDirectSource({ dialer, handlers, system }),
  });
  const app = await buildApp({
    ...{ fleet, dialer, system, logger, pages: '/nowhere', hostNames: LOCAL_NAMES },
    port: () => 3000,
    headersTimeoutMs,
    writeToken: () => token,
  });
  opened = { app, fleet };
  fleet.start();
  await system.advance(500);
  return { app, fleet, system, peers, puts, hooks };
}

describe('reading', () => {
  test('the fleet, as scripts want it', async () => {
    const { app, peers } = await openApp();
    const reply = await app.inject({ url: '/api/fleet', headers: READ });
    expect(reply.json()).toEqual({
      peers: peers.map(({ peerId: id, address }, index) => ({
        id,
        name: `peer-${index + 1}`,
        address,
        api: '',
        state: 'up',
      })),
      ring: { ideal: true, members: 2 },
      events: { source: 'direct', broker: 'none', reason: '' },
    });
  });

  test('a peer, asked at that moment', async () => {
    const { app, peers } = await openApp();
    const reply = await app.inject({ url: `/api/peers/${peers[0].peerId}`, headers: READ });
    expect(reply.json()).toMatchObject({
      peer: { peerId: peers[0].peerId, state: 'up' },
      members: [{ phase: 'up' }],
    });
  });

  test('events, page by page', async () => {
    const { app } = await openApp();
    const first = (await app.inject({ url: '/api/events?limit=3', headers: READ })).json();
    expect(first).toMatchObject({ next: '3', source: 'memory', truncated: false });
    const rest = (await app.inject({ url: `/api/events?since=${first.next}`, headers: READ })).json();
    expect(rest.events.map((event: { id: string }) => event.id)).not.toContain(first.events[2].id);
  });

  test('events are paged by time and filtered by type and peer', async () => {
    const { app, peers, system } = await openApp();
    peers[0].fact({ case: 'fileReplicated', value: { size: 7n } });
    await system.advance(20);
    const get = async (query: string) =>
      (await app.inject({ url: `/api/events?${query}`, headers: READ })).json();
    // The peers in memory give each fact the time 1 s after 1970.
    const all = await get('since=1970-01-01T00:00:01Z');
    expect(all).toMatchObject({ more: false, truncated: true, heldSinceMs: 1_000_000 });
    expect((await get('since=1970-01-01T00:00:02Z')).events).toEqual([]);
    expect((await get(`since=1970-01-01T00:00:01Z&limit=1`)).next).toBe('1');
    const files = await get(`type=file.*&peer=${peers[0].peerId}`);
    expect(files.events).toMatchObject([{ type: 'file.replicated', data: { size: 7 } }]);
    expect((await get(`type=file&peer=${peers[1].peerId}`)).events).toEqual([]);
  });

  test.each([
    ['/api/events?since=yesterday', 400, 'INVALID_ARGUMENT'],
    ['/api/events?since=2026-99-99T00:00:00Z', 400, 'INVALID_ARGUMENT'],
    ['/api/events?since=timeline:1', 404, 'NOT_FOUND'],
    ['/api/events?type=*', 400, 'INVALID_ARGUMENT'],
    ['/api/events?peer=ab', 400, 'INVALID_ARGUMENT'],
    ['/api/peers/zz', 400, 'INVALID_ARGUMENT'],
    [`/api/peers/${'0'.repeat(64)}`, 404, 'NOT_FOUND'],
    ['/api/events?since=-1', 400, 'INVALID_ARGUMENT'],
    ['/api/files?page_size=0', 400, 'INVALID_ARGUMENT'],
    ['/api/files/xyz', 400, 'INVALID_ARGUMENT'],
    [`/api/files/${'0'.repeat(64)}`, 404, 'NOT_FOUND'],
    ['/api/nothing', 404, 'NOT_FOUND'],
    ['/api/%ff', 400, 'INVALID_ARGUMENT'],
    ['/api/files?q=%ff', 400, 'INVALID_ARGUMENT'],
  ])('%s is a problem', async (url, status, code) => {
    const { app } = await openApp();
    const reply = await app.inject({ url, headers: READ });
    expect(reply.statusCode).toBe(status);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.json()).toMatchObject({ status, code });
  });

  test('a connection that never finishes its headers is closed, while others are served', async () => {
    const { app } = await openApp({ headersTimeoutMs: 100 });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const slow = connect(port, '127.0.0.1', () => slow.write('GET /api/fleet HTTP/1.1\r\nHost: x\r\nA'));
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      slow.on('data', (data) => {
        text += data;
      });
      slow.on('error', () => {});
      slow.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 408/);
    expect((await app.inject({ url: '/api/fleet', headers: READ })).statusCode).toBe(200);
  });

  test('without built pages it says how to build them', async () => {
    const { app } = await openApp();
    expect((await app.inject({ url: '/', headers: READ })).body).toContain('npm run build');
  });
});

describe('guards', () => {
  test.each(['/api/fleet', '/', '/api/nothing', '/api/ws'])('%s answers no foreign host', async (url) => {
    const { app } = await openApp();
    expect((await app.inject({ url, headers: { host: 'evil.example:3000' } })).statusCode).toBe(403);
  });

  test.each<['POST' | 'DELETE', string]>([
    ['POST', '/api/lookup'],
    ['POST', '/api/files?name=a'],
    ['DELETE', `/api/files/${FILE_ID}`],
    ['DELETE', `/api/entries/${FILE_ID}`],
  ])('%s %s takes nothing from another page, nor from none', async (method, url) => {
    const { app, puts } = await openApp();
    for (const headers of [
      READ,
      { ...READ, origin: 'http://evil.example' },
      { ...WRITE, host: 'evil.example' },
    ]) {
      expect((await app.inject({ method, url, headers, payload: 'x' })).statusCode).toBe(403);
    }
    expect(puts).toEqual([]);
  });

  test('a WebSocket of another page is refused before the upgrade', async () => {
    const { app } = await openApp();
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const headers = { ...READ, ...upgrade, origin: 'http://evil.example', 'sec-websocket-key': 'eA==' };
    expect((await app.inject({ url: '/api/ws', headers })).statusCode).toBe(403);
  });

  test('a gateway without the token does not write', async () => {
    const { app } = await openApp({ token: null });
    const reply = await app.inject({ method: 'DELETE', url: `/api/files/${FILE_ID}`, headers: WRITE });
    expect(reply.json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});

describe('files', () => {
  test('an upload reaches a peer as it is, with the token', async () => {
    const { app, puts, peers } = await openApp();
    const post = () =>
      app.inject({
        method: 'POST',
        url: '/api/files?name=caf%C3%A9.txt',
        headers: WRITE,
        payload: Buffer.from('hello'),
      });
    const reply = await post();
    expect(reply.statusCode).toBe(201);
    expect(reply.json()).toMatchObject({ id: FILE_ID, name: 'café.txt', size: 10, peerId: peers[0].peerId });
    expect(puts).toEqual([{ name: 'café.txt', size: 5n, body: 'hello', authorization: 'Bearer secret' }]);
    expect((await post()).statusCode).toBe(200);
  });

  test.each(['%FF', '%', 'a%2', '%C3'])("a name that is no UTF-8 is nobody's wish: %s", async (name) => {
    const { app, puts } = await openApp();
    const reply = await app.inject({
      method: 'POST',
      url: `/api/files?name=${name}`,
      headers: WRITE,
      payload: 'x',
    });
    expect(reply.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    expect(puts).toEqual([]);
  });

  test('JSON is a file like any other', async () => {
    const { app, puts } = await openApp();
    const headers = { ...WRITE, 'content-type': 'application/json' };
    await app.inject({ method: 'POST', url: '/api/files?name=a.json', headers, payload: '{broken' });
    expect(puts[0]?.body).toBe('{broken');
  });

  test('an upload needs a name', async () => {
    const { app } = await openApp();
    const reply = await app.inject({ method: 'POST', url: '/api/files', headers: WRITE, payload: 'x' });
    expect(reply.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });

  test('a download is an attachment with the right bytes', async () => {
    const { app } = await openApp();
    const reply = await app.inject({ url: `/api/files/${FILE_ID}`, headers: READ });
    expect(reply.body).toBe('0123456789');
    expect(reply.headers).toMatchObject({
      etag: `"${FILE_ID}"`,
      'content-length': '10',
      'content-type': 'text/plain',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="caf_.txt"; filename*=UTF-8''caf%C3%A9.txt`,
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  test('a peer that dies on the way is replaced by another one at the same byte', async () => {
    const { app, peers } = await openApp({ breaksAfter: 4 });
    const reply = await app.inject({ url: `/api/files/${FILE_ID}?peer=${peers[0].peerId}`, headers: READ });
    expect(reply.body).toBe('0123456789');
  });

  test('ranges, and those outside the file', async () => {
    const { app } = await openApp();
    const get = (headers: object) =>
      app.inject({ url: `/api/files/${FILE_ID}`, headers: { ...READ, ...headers } });
    const part = await get({ range: 'bytes=2-4' });
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    const outside = await get({ range: 'bytes=10-' });
    expect([outside.statusCode, outside.headers['content-range']]).toEqual([416, 'bytes */10']);
    expect((await get({ range: 'bytes=2-4', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await get({ 'if-none-match': `"${FILE_ID}"` })).statusCode).toBe(304);
  });

  test('search, description and deletion', async () => {
    const { app } = await openApp();
    const found = await app.inject({ url: '/api/files?q=caf', headers: READ });
    expect(found.json()).toMatchObject({ entries: [{ name: 'café.txt', size: 10 }], partitionsAnswered: 16 });
    const stat = await app.inject({ url: `/api/files/${FILE_ID}/stat`, headers: READ });
    expect(stat.json()).toMatchObject({
      fileId: FILE_ID,
      size: 10,
      replicasWanted: 3,
      fullyReplicated: false,
    });
    const gone = await app.inject({ method: 'DELETE', url: `/api/files/${FILE_ID}`, headers: WRITE });
    expect(gone.json()).toEqual({ entryIds: ['e1'.repeat(32)] });
  });
});

describe('a pin', () => {
  const pin = (app: FastifyInstance, id: string, peer: string, headers: object = WRITE) =>
    app.inject({ method: 'POST', url: `/api/files/${id}/pin?peer=${peer}`, headers: { ...headers } });

  test('is asked of the peer of choice with the write token, and answered with its entry', async () => {
    const { app, peers } = await openApp();
    const answer = await pin(app, FILE_ID, peers[1].peerId);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ peerId: peers[1].peerId, entry: { name: 'café.txt', size: 10 } });
  });

  test('of a file that nobody has, at no peer, or from another page is refused', async () => {
    const { app, peers } = await openApp();
    expect((await pin(app, 'ab'.repeat(32), peers[0].peerId)).statusCode).toBe(404);
    expect((await pin(app, FILE_ID, 'cd'.repeat(32))).statusCode).toBe(404);
    expect((await pin(app, FILE_ID, 'x')).statusCode).toBe(400);
    const foreign = { ...WRITE, origin: 'https://elsewhere.example' };
    expect((await pin(app, FILE_ID, peers[0].peerId, foreign)).statusCode).toBe(403);
  });

  test('needs a gateway that may write', async () => {
    const { app, peers } = await openApp({ token: null });
    expect((await pin(app, FILE_ID, peers[0].peerId)).json()).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a transfer', () => {
  const operate = (app: FastifyInstance, peer: string, rest: string) =>
    app.inject({ method: 'POST', url: `/api/transfers/${peer}/${rest}`, headers: WRITE });

  test.each(['pause', 'resume', 'cancel'])('is told to %s at its own peer', async (operation) => {
    const { app, peers, hooks } = await openApp();
    const told: string[] = [];
    hooks.onTransfer = (what, id) => {
      told.push(`${what} ${id}`);
      return {};
    };
    const answer = await operate(app, peers[1].peerId, `t-7/${operation}`);
    expect(answer.statusCode).toBe(200);
    expect(told).toEqual([`${operation} t-7`]);
  });

  test('that is unknown, with a word that is no operation, or at no peer is refused', async () => {
    const { app, peers } = await openApp();
    expect((await operate(app, peers[0].peerId, 't-7/pause')).statusCode).toBe(404);
    expect((await operate(app, peers[0].peerId, 't-7/explode')).statusCode).toBe(400);
    expect((await operate(app, 'ab'.repeat(32), 't-7/pause')).statusCode).toBe(404);
  });
});

describe('lookups', () => {
  const lookup = (app: FastifyInstance, payload: object) =>
    app.inject({ method: 'POST', url: '/api/lookup', headers: WRITE, payload });

  test('of a name look its file up', async () => {
    const { app, system } = await openApp();
    const pending = lookup(app, { name: 'café.txt' });
    await system.advance(500);
    expect((await pending).json()).toMatchObject({ key: FILE_ID, routing: 'classic', hops: [] });
  });

  test('have a name of their own, which the peer is told: two of one key stay apart', async () => {
    const { app, peers, hooks } = await openApp();
    const told: string[] = [];
    hooks.onLookup = (lookupId) => told.push(lookupId);
    const question = { key: FILE_ID, peerId: peers[1].peerId };
    const replies = await Promise.all([lookup(app, question), lookup(app, question)]);
    expect(new Set(replies.map((reply) => reply.json().lookupId))).toEqual(new Set(told));
    expect(new Set(told).size).toBe(2);
  });

  test.each([
    {},
    { key: 'x' },
    { key: FILE_ID, name: 'a' },
    { key: FILE_ID, routing: 'magic' },
    { key: FILE_ID, more: 1 },
  ])('of %j are refused', async (payload) => {
    const { app } = await openApp();
    expect((await lookup(app, payload)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });

  test('of an unknown name say so', async () => {
    const { app } = await openApp();
    expect((await lookup(app, { name: 'nothing' })).json()).toMatchObject({
      status: 404,
      code: 'FILE_NOT_FOUND',
    });
  });
});
