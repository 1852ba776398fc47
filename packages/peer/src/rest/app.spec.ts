import { ChordError } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contact, id64, snapshot, TOKEN } from './testing/fake-peer.ts';
import { createTestApp, type TestApp } from './testing/test-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.app.close());

/** A request as it is, with no header of its own. */
const bare = (options: InjectOptions) => test.app.inject(options);

/** One request for every route that the documentation lists. */
async function everyRoute(): Promise<{ method: 'GET' | 'POST' | 'DELETE' | 'HEAD'; url: string }[]> {
  const { paths } = (await test.ask({ url: '/openapi.json' })).json();
  return Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase() as 'GET',
      url: path.replace('{id}', '0'.repeat(64)),
    })),
  );
}

describe('the guard', () => {
  it.each(['localhost', 'localhost:8080', 'LOCALHOST:8080', '127.0.0.1:1', '[::1]:8080', '[::1]'])(
    'admits the host %s',
    async (host) => {
      expect((await bare({ url: '/livez', headers: { host } })).statusCode).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:8080',
    '127.0.0.1.evil:80',
    'localhost:99999999',
    '::1',
    '2130706433',
  ])('refuses the host %s on every route, known or not', async (host) => {
    for (const request of [...(await everyRoute()), { method: 'GET' as const, url: '/nowhere' }]) {
      const answer = await bare({ ...request, headers: { host, authorization: `Bearer ${TOKEN}` } });
      expect(answer.statusCode).toBe(403);
    }
  });

  it('refuses a foreign origin on every route', async () => {
    const headers = { host: 'localhost:8080', authorization: `Bearer ${TOKEN}` };
    for (const origin of [
      'https://evil.example',
      'http://localhost:3000',
      'https://localhost:8080',
      'null',
    ]) {
      for (const request of await everyRoute()) {
        const answer = await bare({ ...request, headers: { ...headers, origin } });
        expect(answer.statusCode).toBe(403);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    }
  });

  it('admits its own origin and configured names', async () => {
    const own = { host: 'localhost:8080', origin: 'http://localhost:8080' };
    expect((await bare({ url: '/livez', headers: own })).statusCode).toBe(200);
    await test.app.close();
    test = await createTestApp({
      guard: {
        scheme: 'https',
        tokenForAll: false,
        allowedHosts: ['Peer.example', 'other.example:8443'],
        allowedOrigins: ['https://board.example'],
      },
    });
    const status = async (host: string, origin?: string) =>
      (await bare({ url: '/livez', headers: origin ? { host, origin } : { host } })).statusCode;
    expect(await status('peer.example:1234', 'https://board.example')).toBe(200);
    expect(await status('peer.example:1234', 'https://peer.example:1234')).toBe(200);
    expect(await status('other.example:8443')).toBe(200);
    expect(await status('other.example:8444')).toBe(403);
  });

  it('lets everyone read, and nobody write without the token', async () => {
    for (const { method, url } of await everyRoute()) {
      const answer = await bare({ method, url, headers: { host: 'localhost' } });
      if (method === 'POST' || method === 'DELETE') {
        expect(answer.statusCode).toBe(401);
        expect(answer.headers['www-authenticate']).toContain('Bearer');
      } else expect(answer.statusCode).not.toBe(401);
    }
  });

  it.each(['Bearer wrong', `Basic ${TOKEN}`, `bearer${TOKEN}`, 'Bearer '])(
    'refuses the token %s',
    async (authorization) => {
      const headers = { host: 'localhost', authorization };
      const answer = await bare({ method: 'DELETE', url: `/v1/files/${'0'.repeat(64)}`, headers });
      expect(answer.statusCode).toBe(401);
      expect(answer.json().code).toBe('UNAUTHENTICATED');
    },
  );

  it('wants the token for everything where it is told so', async () => {
    await test.app.close();
    test = await createTestApp({ guard: { scheme: 'https', tokenForAll: true } });
    for (const request of [...(await everyRoute()), { method: 'GET' as const, url: '/nowhere' }]) {
      expect((await bare({ ...request, headers: { host: 'localhost' } })).statusCode).toBe(401);
    }
    expect((await test.ask({ url: '/livez' })).statusCode).toBe(200);
  });

  it.each([
    ['the contract from everyone', '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', 404],
    [
      'the contract under its older name',
      '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
      404,
    ],
    ['nothing beside it', '/grpc.reflection.v1.ServerReflection/Other', 401],
    ['nothing behind it', '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo/../../v1/peers', 401],
    ['nothing that only looks like it', '//grpc.reflection.v1.ServerReflection/ServerReflectionInfo', 401],
  ])('lets %s be asked without a token', async (_what, url, statusCode) => {
    await test.app.close();
    test = await createTestApp({ guard: { scheme: 'https', tokenForAll: true } });
    // No RPC is mounted in this test, so whoever is let in finds nothing.
    const headers = { host: 'localhost' };
    expect((await bare({ method: 'POST', url, headers })).statusCode).toBe(statusCode);
    const foreign = { host: 'evil.example' };
    expect((await bare({ method: 'POST', url, headers: foreign })).statusCode).toBe(403);
  });
});

describe('a problem', () => {
  it('tells an unknown path from a wrong method', async () => {
    const unknown = await test.ask({ url: '/v1/nothing?x=1' });
    expect(unknown.statusCode).toBe(404);
    expect(unknown.headers['content-type']).toContain('application/problem+json');
    expect(unknown.json()).toEqual({
      type: 'urn:acorde:error:NOT_FOUND',
      title: 'There is nothing here',
      status: 404,
      code: 'NOT_FOUND',
      detail: 'There is no /v1/nothing; /openapi.json lists what there is.',
      instance: '/v1/nothing',
    });
    const wrong = await test.ask({ method: 'PUT', url: `/v1/files/${'0'.repeat(64)}`, payload: 'x' });
    expect(wrong.statusCode).toBe(405);
    expect(wrong.headers.allow).toBe('DELETE, GET, HEAD');
  });

  it.each(['/v1/files/%', '/%E0%A4%A', '/v1/ring/lookup?key=%'])(
    'is 400 for the broken path %s',
    async (url) => {
      const answer = await test.ask({ url });
      expect(answer.statusCode).toBe(400);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    },
  );

  it('says when to try again', async () => {
    test.peer.lookupFailure = new ChordError('LOOKUP_TIMEOUT', 'no owner in time');
    const answer = await test.ask({ url: `/v1/ring/lookup?key=${'0'.repeat(64)}` });
    expect(answer.statusCode).toBe(504);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({ code: 'LOOKUP_TIMEOUT', detail: 'no owner in time' });
  });

  it('tells nothing of what nobody expected, and logs it', async () => {
    test.peer.lookupFailure = new TypeError('secret detail');
    const answer = await test.ask({ url: '/v1/ring/lookup?name=x' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(answer.json().code).toBe('INTERNAL');
    expect(test.peer.logged).toHaveLength(1);
    test.peer.lookupFailure = new AcordeError('INTERNAL', 'secret detail');
    expect((await test.ask({ url: '/v1/ring/lookup?name=x' })).body).not.toContain('secret');
  });

  it('answers a wrong body to a route that takes none', async () => {
    const payload = '{"broken": ';
    const headers = { 'content-type': 'application/json' };
    expect((await test.ask({ method: 'POST', url: '/v1/network/tokens', payload, headers })).statusCode).toBe(
      400,
    );
    const other = { 'content-type': 'text/html' };
    expect(
      (await test.ask({ method: 'POST', url: '/v1/network/tokens', payload, headers: other })).statusCode,
    ).toBe(415);
    const large = await test.ask({
      method: 'POST',
      url: '/v1/network/tokens',
      payload: `"${'x'.repeat(70_000)}"`,
      headers,
    });
    expect(large.statusCode).toBe(413);
  });
});

describe('the ring', () => {
  it('shows every member, the first one also at the top', async () => {
    test.peer.members = [snapshot('self'), snapshot('second')];
    const ring = (await test.ask({ url: '/v1/ring' })).json();
    expect(ring.members).toHaveLength(2);
    const { members, ...first } = ring;
    expect(first).toEqual(members[0]);
    expect(first).toEqual({
      self: contact('self'),
      predecessor: contact('before'),
      successors: [contact('after'), contact('later')],
      fingers: [{ exponent: 255, contact: contact('later') }],
      phase: 'up',
    });
  });

  it('is NOT_JOINED before the first member', async () => {
    test.peer.members = [];
    const answer = await test.ask({ url: '/v1/ring' });
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'NOT_JOINED']);
  });

  it('looks a key up', async () => {
    const key = id64('a text');
    const found = (await test.ask({ url: `/v1/ring/lookup?key=${key}&routing=classic` })).json();
    const owner = contact('after');
    expect(found).toMatchObject({
      key,
      memberId: owner.memberId,
      peerId: owner.peerId,
      address: owner.address,
    });
    expect(found.hops).toEqual([
      {
        index: 1,
        attempt: 1,
        from: contact('self').memberId,
        fromPeerId: contact('self').peerId,
        to: owner.memberId,
        toPeerId: owner.peerId,
        reason: 'successor 1',
        outcome: 'owner',
        ms: 0.5,
      },
    ]);
    expect((await test.ask({ url: '/v1/ring/lookup?name=a%20text' })).json().key).toBe(key);
  });

  it.each([
    '',
    '?key=x',
    `?key=${'A'.repeat(64)}`,
    '?name=',
    `?key=${'0'.repeat(64)}&name=x`,
    `?key=${'0'.repeat(64)}&routing=best`,
  ])('refuses the lookup %.20s', async (query) => {
    const answer = await test.ask({ url: `/v1/ring/lookup${query}` });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'INVALID_ARGUMENT']);
  });
});

describe('operations', () => {
  it('lists the peers, itself included', async () => {
    const { peers } = (await test.ask({ url: '/v1/peers' })).json();
    expect(peers).toEqual([
      {
        peerId: contact('self').peerId,
        name: 'self',
        address: '127.0.0.1:50051',
        api: 'http://127.0.0.1:8080',
        zone: '',
        incarnation: 1,
        memberIds: [contact('self').memberId],
        state: 'up',
        version: '0.1.0',
      },
    ]);
  });

  it('tells its state', async () => {
    expect((await test.ask({ url: '/v1/state' })).json()).toMatchObject({
      peer: { name: 'self' },
      incarnation: 1,
      seq: 7,
      members: [{ phase: 'up' }],
      holdings: { files: 1, bytes: 2, records: 3, entries: 4 },
      events: 'direct',
      pid: 8,
    });
  });

  it('is live, and ready once its members are up', async () => {
    expect((await test.ask({ url: '/livez' })).json()).toEqual({ live: true });
    expect((await test.ask({ url: '/readyz' })).statusCode).toBe(200);
    test.peer.members = [{ ...snapshot('self'), phase: 'joining', joined: false }];
    const waiting = await test.ask({ url: '/readyz' });
    expect(waiting.statusCode).toBe(503);
    expect(waiting.json()).toMatchObject({ ready: false, reason: 'a member is joining' });
    test.peer.members = [];
    expect((await test.ask({ url: '/readyz' })).json()).toMatchObject({ ready: false });
  });

  it('gives metrics in the text format', async () => {
    const answer = await test.ask({ url: '/metrics' });
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(answer.body).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(answer.body).toContain(`acorde_ring_joined{member="${contact('self').memberId.slice(0, 8)}"} 1\n`);
    expect(answer.body).toContain('# TYPE acorde_store_bytes gauge\nacorde_store_bytes 2\n');
    expect(answer.body).toContain('acorde_peers{state="up"} 1\n');
    expect(answer.body).toMatch(/^acorde_event_loop_delay_seconds\{quantile="0.99"\} \d/m);
  });

  it('makes a join token', async () => {
    const answer = await test.ask({ method: 'POST', url: '/v1/network/tokens' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ token: 'join-me', expires: '2026-01-01T00:00:00.000Z' });
  });
});

describe('the documentation', () => {
  it('is OpenAPI 3.1 of the REST routes alone', async () => {
    const answer = await test.ask({ url: '/openapi.json' });
    const document = answer.json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/livez',
      '/metrics',
      '/readyz',
      '/v1/drain',
      '/v1/entries/{id}',
      '/v1/entries/{id}/rename',
      '/v1/files',
      '/v1/files/{id}',
      '/v1/files/{id}/holders',
      '/v1/files/{id}/manifest',
      '/v1/files/{id}/pin',
      '/v1/files/{id}/stat',
      '/v1/limits',
      '/v1/network/tokens',
      '/v1/peers',
      '/v1/ring',
      '/v1/ring/lookup',
      '/v1/scrub',
      '/v1/state',
      '/v1/transfers',
      '/v1/transfers/{id}',
      '/v1/transfers/{id}/pause',
      '/v1/transfers/{id}/resume',
    ]);
    expect(document.components.schemas.File.properties).toHaveProperty('sha256');
    const { post } = document.paths['/v1/files'];
    expect(post.security).toEqual([{ writeToken: [] }]);
    expect(post.requestBody.content).toHaveProperty('application/octet-stream');
  });

  it('has a page that loads nothing from elsewhere', async () => {
    const page = await test.ask({ url: '/docs' });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/https?:\/\//);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    const script = await test.ask({ url: '/docs/scalar.js' });
    expect(script.statusCode).toBe(200);
    expect(script.body.length).toBeGreaterThan(100_000);
  });
});
