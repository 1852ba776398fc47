// What must not be: strangers, forged requests, lies about lengths, bytes that mean nothing, on every port of a running
// fleet. Each gets a clear refusal, nothing falls over, and afterwards the fleet is as whole as before.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, callGrpc, field, frame, openSession, say } from '../support/attack.ts';
import { api, type FleetPeer, type RunningFleet, startFleet } from '../support/fleet.ts';
import { itIsUnharmed } from '../support/unharmed.ts';

const content = randomBytes(300_000);
const digest = (bytes: Buffer, encoding: 'hex' | 'base64') =>
  createHash('sha256').update(bytes).digest(encoding);
const someId = 'ab'.repeat(32);
/** Codes of gRPC. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

let fleet: RunningFleet;
let peer: FleetPeer;
let folder = '';
let fileId = '';
const portOf = (url: string) => Number(new URL(url).port);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-attack-'));
  fleet = await startFleet({ peers: 4 });
  peer = fleet.peers[1]!;
  const put = await api(fleet, peer).put('precious.bin', content);
  fileId = ((await put.json()) as { id: string }).id;
});
afterAll(async () => {
  await fleet?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('without the right token', () => {
  const writes = [
    ['POST', '/v1/files?name=x'],
    ['DELETE', `/v1/files/${someId}`],
    ['DELETE', `/v1/entries/${someId}`],
    ['POST', '/v1/network/tokens'],
    ['POST', '/acorde.v1.FileService/Delete'],
  ] as const;
  const wrong = [
    ['none', () => undefined],
    ['a wrong one', () => `Bearer ${'A'.repeat(43)}`],
    ['one with a letter more', () => `Bearer ${fleet.token}A`],
    ['another scheme', () => `Basic ${fleet.token}`],
    ['the hash of the right one', () => `Bearer ${createHash('sha256').update(fleet.token).digest('hex')}`],
    ['only the scheme', () => 'Bearer '],
    ['a long one', () => `Bearer ${'A'.repeat(8_000)}`],
  ] as const;

  it.each(writes.flatMap(([method, path]) => wrong.map(([what, token]) => ({ method, path, what, token }))))(
    '$method $path with $what is refused',
    async ({ method, path, token }) => {
      const headers = { 'content-type': 'application/json', ...withToken(token()) };
      const answer = await fetch(`${peer.api}${path}`, {
        method,
        headers,
        ...(method === 'POST' && { body: '{}' }),
      });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: expect.stringMatching(/^unauthenticated$/i) });
    },
  );

  it('a put by gRPC is refused', async () => {
    const session = openSession(peer.api);
    const header = frame(field(1, field(1, 'x')));
    const answer = await callGrpc(session, '/acorde.v1.FileService/Put', header);
    session.close();
    expect(answer.grpcStatus).toBe(UNAUTHENTICATED);
  });
});

describe('under a foreign name', () => {
  const forged: [string, Record<string, string>][] = [
    ['Host', { host: 'evil.example' }],
    ['Host with the right port', { host: 'evil.example:80' }],
    ['Origin', { origin: 'https://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['Origin of another port', { origin: 'http://127.0.0.1:1' }],
  ];
  it.each(forged)('a peer refuses every path: %s', async (_what, headers) => {
    for (const path of [
      '/v1/peers',
      '/v1/files?name=x',
      '/nowhere',
      '/acorde.v1.RegistryService/ListPeers',
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect([path, method, await plain(peer.api, path, { method, headers })]).toEqual([path, method, 403]);
      }
    }
  });

  it('a peer refuses a foreign authority of HTTP/2', async () => {
    const session = openSession(peer.api);
    const answer = await ask(session, {
      ':method': 'GET',
      ':path': '/v1/peers',
      ':authority': 'evil.example',
    });
    session.close();
    expect(answer.status).toBe(403);
  });

  it('the gateway refuses reads of a foreign Host and writes of a foreign Origin, or of none', async () => {
    const own = new URL(fleet.dashboard).host;
    expect(await plain(fleet.dashboard, '/', { headers: { host: 'evil.example' } })).toBe(403);
    expect(await plain(fleet.dashboard, '/api/fleet', { headers: { host: 'evil.example' } })).toBe(403);
    for (const origin of [undefined, 'null', 'https://evil.example', `http://${own}.evil.example`]) {
      for (const [method, path] of [
        ['POST', '/api/files?name=x'],
        ['DELETE', `/api/files/${fileId}`],
        ['POST', '/api/lookup'],
      ]) {
        const headers = { host: own, ...(origin && { origin }) };
        expect(await plain(fleet.dashboard, path!, { method, headers })).toBe(403);
      }
    }
  });

  it.each([[undefined], ['https://evil.example'], ['null']])(
    'the gateway refuses a WebSocket of Origin %s before it is one',
    async (origin) => {
      const answer = await say(
        portOf(fleet.dashboard),
        `GET /api/ws HTTP/1.1\r\nhost: ${new URL(fleet.dashboard).host}\r\nconnection: Upgrade\r\n` +
          `upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${'A'.repeat(22)}==\r\n` +
          `${origin ? `origin: ${origin}\r\n` : ''}\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    },
  );
});

describe('nonsense over REST', () => {
  it.each([
    ['GET', '/v1/files/xyz', 400],
    ['GET', `/v1/files/${'AB'.repeat(32)}`, 400],
    ['GET', `/v1/files/${'a'.repeat(10_000)}`, 400],
    ['GET', '/v1/files/..%2f..%2fetc%2fpasswd', 400],
    ['GET', '/v1/files/%00', 400],
    ['GET', `/v1/files/${someId}`, 404],
    ['HEAD', `/v1/files/${someId}`, 404],
    ['GET', `/v1/files/${someId}/holders`, 404],
    ['GET', `/v1/files/${someId}/manifest`, 404],
    ['GET', `/v1/entries/${someId}`, 404],
    ['DELETE', `/v1/files/${someId}`, 404],
    ['DELETE', '/v1/entries/xyz', 400],
    ['GET', '/v1/ring/lookup', 400],
    ['GET', '/v1/ring/lookup?key=xyz', 400],
    ['GET', `/v1/ring/lookup?key=${someId}&routing=magic`, 400],
    ['GET', `/v1/ring/lookup?key=${someId}&key=${someId}`, 400],
    ['GET', '/v1/files?page_size=-1', 400],
    ['GET', '/v1/files?page_size=1e9', 400],
    ['GET', '/v1/files?page_token=nonsense', 400],
    ['GET', '/v1/files?scope=moon', 400],
    ['GET', `/v1/files?q=${'x'.repeat(5_000)}`, 400],
    ['GET', '/v1/files?q=%FF', 400],
    ['GET', '/v1/%zz', 400],
    ['GET', '/nowhere', 404],
    ['PUT', '/v1/files', 405],
    ['GET', '/v1/files/x/../../etc/passwd', 404],
  ])('%s %s is answered %i', async (method, path, status) => {
    const headers = { authorization: `Bearer ${fleet.token}`, host: new URL(peer.api).host };
    expect(await plain(peer.api, path, { method, headers })).toBe(status);
  });

  it.each([
    ['nothing that exists', `bytes=${content.length}-`, 416],
    ['its last 0 bytes', 'bytes=-0', 416],
    ['far beyond', 'bytes=9007199254740991-', 416],
    ['several at once: the whole file', 'bytes=0-1,4-5', 200],
    ['no range at all: the whole file', 'lines=1-2', 200],
    ['backwards: the whole file', 'bytes=5-1', 200],
    ['more than there is: what there is', `bytes=0-${content.length * 2}`, 206],
  ])('a Range that asks for %s', async (_what, range, status) => {
    const answer = await fetch(`${peer.api}/v1/files/${fileId}`, { headers: { range } });
    expect(answer.status).toBe(status);
    if (status === 416) expect(answer.headers.get('content-range')).toBe(`bytes */${content.length}`);
    else expect((await answer.arrayBuffer()).byteLength).toBe(content.length);
  });

  it('a digest that does not fit the body keeps the file out', async () => {
    for (const [claim, name] of [
      [`sha-256=:${digest(randomBytes(9), 'base64')}:`, 'wrong-digest'],
      ['sha-256=:AAAA:', 'short-digest'],
      ['sha-256=nonsense', 'no-digest'],
    ] as const) {
      const answer = await put(name, 'hello', { 'repr-digest': claim });
      expect([name, answer.status]).toEqual([name, 400]);
    }
    expect(await namesLike('digest')).toEqual([]);
  });

  it('a body that lies about its length is not kept', async () => {
    const head = (more: string) =>
      `POST /v1/files?name=lies HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${fleet.token}\r\n${more}\r\n`;
    const port = portOf(peer.api);
    await say(port, `${head('content-length: 1000\r\n')}only this`, true);
    await say(port, `${head('transfer-encoding: chunked\r\n')}5\r\nhello\r\n`, true);
    for (const smuggled of [
      `${head('content-length: 5\r\ntransfer-encoding: chunked\r\n')}0\r\n\r\n`,
      `${head('content-length: 5\r\ncontent-length: 6\r\n')}hello`,
      `${head('content-length: -1\r\n')}hello`,
      `${head('transfer-encoding: chunked\r\n')}zz\r\nhello\r\n`,
    ]) {
      expect(await say(port, smuggled)).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(await namesLike('lies')).toEqual([]);
    // What comes after a body is another request, and no valid one.
    const longer = await say(port, `${head('content-length: 5\r\n')}hello, and more\r\n\r\n`);
    expect(longer).toMatch(/HTTP\/1\.1 400 /);
  });

  it('floods of headers are cut off', async () => {
    const flood = `GET /v1/peers HTTP/1.1\r\nhost: 127.0.0.1\r\n${`x: ${'a'.repeat(500)}\r\n`.repeat(200)}\r\n`;
    expect(await say(portOf(peer.api), flood)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await say(portOf(fleet.dashboard), flood)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('nonsense over Connect, gRPC and gRPC-Web', () => {
  let session: ClientHttp2Session;
  beforeAll(() => {
    session = openSession(peer.api);
  });
  afterAll(() => session.close());

  it.each([
    ['broken JSON', 'RegistryService/ListPeers', 'application/json', '{"a', 400],
    ['an array', 'RegistryService/ListPeers', 'application/json', '[]', 400],
    ['an unknown field', 'FileService/Stat', 'application/json', '{"nope": 1}', 400],
    ['a wrong type', 'FileService/Stat', 'application/json', '{"fileId": 7}', 400],
    ['a malformed id', 'FileService/Stat', 'application/json', '{"fileId": "xyz"}', 400],
    ['an unknown file', 'FileService/Stat', 'application/json', `{"fileId": "${someId}"}`, 404],
    ['no protobuf', 'FileService/Stat', 'application/proto', '\xff\xff\xff\xff', 400],
    ['a truncated field', 'FileService/Stat', 'application/proto', '\x0a\x40abc', 400],
    ['a large page', 'FileService/Query', 'application/json', '{"pageSize": 4000000000}', 400],
    ['an unknown method', 'FileService/Explode', 'application/json', '{}', 404],
    ['another media type', 'FileService/Stat', 'text/plain', '{}', 415],
    ['no member', 'RingService/GetNeighbors', 'application/json', '{"memberId": "xyz"}', 400],
  ])('Connect is told of %s', async (_what, path, type, body, status) => {
    const answer = await fetch(`${peer.api}/acorde.v1.${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: Buffer.from(body, 'latin1'),
    });
    expect(answer.status).toBe(status);
  });

  it('Connect is told of a compressed bomb and of a message over the limit', async () => {
    const url = `${peer.api}/acorde.v1.FileService/Stat`;
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    for (const [body, more] of [
      [gzipSync(zeros), { 'content-encoding': 'gzip' }],
      [zeros.subarray(0, 5 * 1024 * 1024), {}],
    ] as const) {
      const headers = { 'content-type': 'application/proto', ...more };
      const answer = await fetch(url, { method: 'POST', headers, body });
      expect([400, 404, 413, 415, 429, 501]).toContain(answer.status);
    }
  });

  it.each([
    ['no frame at all', 'Stat', Buffer.alloc(0), [INVALID_ARGUMENT, UNIMPLEMENTED]],
    ['half a head', 'Stat', Buffer.from([0, 0, 0]), [INVALID_ARGUMENT]],
    ['a frame that breaks off', 'Stat', frame(Buffer.from('abc'), { length: 100 }), [INVALID_ARGUMENT]],
    ['4 GiB declared', 'Stat', frame(Buffer.from('abc'), { length: 0xffffffff }), [RESOURCE_EXHAUSTED]],
    ['garbage in a frame', 'Stat', frame(randomBytes(64)), [INVALID_ARGUMENT]],
    ['a compression nobody named', 'Stat', frame(gzipSync('abc'), { flags: 1 }), [INVALID_ARGUMENT, 13]],
    ['an unknown flag', 'Stat', frame(field(1, someId), { flags: 0x40 }), [INVALID_ARGUMENT, NOT_FOUND]],
    [
      'two messages where one belongs',
      'Stat',
      twice(frame(field(1, someId))),
      [INVALID_ARGUMENT, UNIMPLEMENTED],
    ],
    ['a broken id', 'Get', frame(field(1, 'xyz')), [INVALID_ARGUMENT]],
    ['an unknown file', 'Get', frame(field(1, someId)), [NOT_FOUND]],
  ])('gRPC is told of %s', async (_what, method, body, codes) => {
    const answer = await callGrpc(session, `/acorde.v1.FileService/${method}`, body);
    expect(codes).toContain(answer.grpcStatus);
  });

  it('a put by gRPC that begins with bytes, has two headers, or lies about its size is not kept', async () => {
    const header = (name: string, size = 0) =>
      frame(field(1, Buffer.concat([field(1, name), ...(size ? [Buffer.from([0x18, size])] : [])])));
    const data = frame(field(2, 'hello'));
    const token = { authorization: `Bearer ${fleet.token}` };
    for (const [name, body] of [
      ['bytes first', data],
      ['twice', Buffer.concat([header('grpc-twice'), header('grpc-twice'), data])],
      ['path', Buffer.concat([header('../grpc-path'), data])],
      ['nothing', Buffer.alloc(0)],
      ['size', Buffer.concat([header('grpc-size', 100), data])],
    ] as const) {
      const answer = await callGrpc(session, '/acorde.v1.FileService/Put', body, token);
      expect([name, answer.grpcStatus]).toEqual([name, INVALID_ARGUMENT]);
    }
    expect(await namesLike('grpc-')).toEqual([]);
  });

  it.each(['application/grpc-web+proto', 'application/connect+proto', 'application/connect+json'])(
    '%s is told of garbage',
    async (type) => {
      for (const body of [
        randomBytes(40),
        frame(randomBytes(40)),
        frame(Buffer.from('a'), { length: 2 ** 31 }),
      ]) {
        const headers = { 'content-type': type };
        const answer = await fetch(`${peer.api}/acorde.v1.FileService/Get`, {
          method: 'POST',
          headers,
          body: new Uint8Array(body),
        });
        const said =
          Buffer.from(await answer.arrayBuffer()).toString('latin1') + answer.headers.get('grpc-status');
        expect(answer.status).toBeLessThan(500);
        expect(said).toMatch(/invalid_argument|resource_exhausted|grpc-status: ?(3|8)|^(3|8)$/);
      }
    },
  );
});

describe('after all that', () => {
  itIsUnharmed(() => ({ fleet, fileId, content, secrets: [] }));
});

function withToken(authorization: string | undefined) {
  return authorization === undefined ? {} : { authorization };
}

function twice(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, bytes]);
}

function put(name: string, body: string, more: Record<string, string> = {}) {
  const headers = { authorization: `Bearer ${fleet.token}`, ...more };
  return fetch(`${peer.api}/v1/files?name=${name}`, { method: 'POST', headers, body });
}

async function namesLike(text: string): Promise<string[]> {
  const page = await api(fleet, fleet.peers[0]!).json<{ files: { name: string }[] }>(`/v1/files?q=${text}`);
  return page.files.map(({ name }) => name);
}

/** The status of a request whose path and headers are sent as they are given. */
function plain(
  url: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string | undefined; headers?: Record<string, string> },
): Promise<number> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject).end();
  });
}
