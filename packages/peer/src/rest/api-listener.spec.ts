// The listener on real sockets: which protocols the one port speaks, and what it does with callers that misbehave.
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { loadLibrary } from '../identity/certificate-builder.ts';
import { realSystem, type System } from '../system.ts';
import { type ApiListener, type ApiListenerOptions, createApiListener } from './api-listener.ts';
import { ListenError } from './listen-error.ts';
import { createFakePeer, type FakePeer, TOKEN } from './testing/fake-peer.ts';

interface Running {
  readonly url: string;
  readonly port: number;
  readonly peer: FakePeer;
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function makeListener(options: Partial<ApiListenerOptions> = {}, system: System = realSystem) {
  const peer = createFakePeer();
  const listener = createApiListener(
    { address: '127.0.0.1', port: 0, hasToken: true, ...options },
    { ...peer, system, rpcRoutes: () => {}, rpcOptions: {} },
  );
  cleanups.push(() => listener.stop());
  return { listener, peer };
}

async function start(
  options: Partial<ApiListenerOptions> = {},
  system?: System,
): Promise<Running & { listener: ApiListener }> {
  const { listener, peer } = makeListener(options, system);
  const url = await listener.start();
  return { listener, url, port: Number(new URL(url).port), peer };
}

async function socketTo({ port }: Running): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Everything that the other side sends until it closes. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (data) => {
    text += data;
  });
  await once(socket, 'close');
  return text;
}

async function http2Get(session: ClientHttp2Session, headers: Record<string, string>, body?: Buffer) {
  const stream = session.request(headers);
  stream.end(body);
  const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return { status: answer[':status'], body: Buffer.concat(pieces) };
}

function http2To(url: string, options = {}): ClientHttp2Session {
  const session = connectHttp2(url, options);
  session.on('error', () => {});
  cleanups.push(() => session.destroy());
  return session;
}

const auth = { authorization: `Bearer ${TOKEN}` };

describe('one port', () => {
  it('speaks HTTP/1.1 and HTTP/2 without TLS', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const session = http2To(url);
    expect(await http2Get(session, { ':path': '/livez' })).toMatchObject({ status: 200 });
  });

  it('takes and gives a file over both', async () => {
    const { url } = await start();
    const content = Buffer.alloc(3_000_000, 'acorde');
    const put = await fetch(`${url}/v1/files?name=a.bin`, { method: 'POST', body: content, headers: auth });
    expect(put.status).toBe(201);
    const { id } = (await put.json()) as { id: string };
    const session = http2To(url);
    const again = await http2Get(
      session,
      { ':method': 'POST', ':path': '/v1/files?name=a.bin', ...auth },
      content,
    );
    expect(again.status).toBe(200);
    const http1 = Buffer.from(await (await fetch(`${url}/v1/files/${id}`)).arrayBuffer());
    const http2 = await http2Get(session, { ':path': `/v1/files/${id}` });
    expect(http1.equals(content)).toBe(true);
    expect(http2.body.equals(content)).toBe(true);
  });

  it('answers requests that come one behind the other on a connection', async () => {
    const running = await start();
    const socket = await socketTo(running);
    const request = (connection: string) =>
      `GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: ${connection}\r\n\r\n`;
    const text = untilClosed(socket);
    socket.write(request('keep-alive') + request('close'));
    expect((await text).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  it('recognises a preface that comes byte by byte', async () => {
    const running = await start();
    const socket = await socketTo(running);
    socket.setNoDelay(true);
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    for (const byte of preface) {
      socket.write(byte);
      await new Promise(setImmediate);
    }
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [settings] = (await once(socket, 'data')) as [Buffer];
    expect(settings[3]).toBe(4);
  });

  it('guards HTTP/2 by its authority', async () => {
    const { url } = await start();
    const session = http2To(url);
    expect((await http2Get(session, { ':path': '/livez', ':authority': 'evil.example' })).status).toBe(403);
    expect((await http2Get(session, { ':path': '/livez', host: 'evil.example' })).status).toBe(403);
  });

  it('ignores an upgrade', async () => {
    const running = await start();
    const socket = await socketTo(running);
    const text = untilClosed(socket);
    socket.write(
      'GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n',
    );
    expect(await text).toMatch(/^HTTP\/1\.1 200/);
  });
});

describe('a caller that misbehaves', () => {
  it('gets one answer to garbage, and the connection closes', async () => {
    const running = await start();
    const socket = await socketTo(running);
    const text = untilClosed(socket);
    socket.write('\x16\x03\x01 this is no HTTP\r\n\r\n');
    expect(await text).toMatch(/^HTTP\/1\.1 400[\s\S]*application\/problem\+json/);
    expect((await fetch(`${running.url}/livez`)).status).toBe(200);
  });

  it.each([
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    [
      'two lengths',
      'POST /v1/files?name=a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
      400,
    ],
    [
      'a length and chunks',
      'POST /v1/files?name=a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['no host', 'GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n', 403],
    [
      'a length that is no number',
      'POST /v1/files?name=a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1x\r\n\r\nx',
      400,
    ],
  ])('is refused: %s', async (_what, request, status) => {
    const running = await start();
    const socket = await socketTo(running);
    const text = untilClosed(socket);
    socket.write(request);
    expect(await text).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
  });

  it('is cut off when it does not say which protocol it speaks', async () => {
    const timers: (() => void)[] = [];
    const schedule: System['schedule'] = (_delayMs, fn) => {
      timers.push(fn);
      return () => {};
    };
    const system: System = { ...realSystem, schedule };
    const running = await start({}, system);
    const silent = await socketTo(running);
    const half = await socketTo(running);
    half.write('PRI * HT');
    await expect.poll(() => timers.length).toBe(2);
    const closed = Promise.all(
      [silent, half].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    for (const fire of timers) fire();
    await closed;
    expect((await fetch(`${running.url}/livez`)).status).toBe(200);
  });

  it('leaves nothing behind when its body breaks off', async () => {
    const running = await start();
    const socket = await socketTo(running);
    socket.write(
      `POST /v1/files?name=half HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 1000\r\n\r\nhalf`,
    );
    const { uploadsAborted, stored } = running.peer.files;
    await new Promise(setImmediate);
    socket.destroy();
    await expect.poll(() => uploadsAborted.length).toBe(1);
    expect(stored.size).toBe(0);
    expect(running.peer.logged).toEqual([]);
  });

  it('leaves nothing behind when it ends its side too early', async () => {
    const running = await start();
    const socket = await socketTo(running);
    socket.end(
      `POST /v1/files?name=half HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 1000\r\n\r\nhalf`,
    );
    await untilClosed(socket);
    await expect.poll(() => running.peer.files.uploadsAborted.length).toBe(1);
    expect(running.peer.files.stored.size).toBe(0);
  });

  it.each([0, 8])('leaves nothing behind when it resets its HTTP/2 stream with code %i', async (code) => {
    const running = await start();
    const { files } = running.peer;
    const begun = new Promise<void>((resolve) => {
      const { put } = files;
      files.put = (bytes, options) => {
        resolve();
        return put(bytes, options);
      };
    });
    const stream = http2To(running.url).request({
      ':method': 'POST',
      ':path': '/v1/files?name=half',
      ...auth,
    });
    stream.on('error', () => {});
    stream.write('half');
    await begun;
    stream.close(code);
    await expect.poll(() => files.uploadsAborted.length).toBe(1);
    expect(files.stored.size).toBe(0);
  });

  it('is told to stop a large body that is refused', async () => {
    const running = await start();
    const socket = await socketTo(running);
    const text = untilClosed(socket);
    socket.write(
      'POST /v1/files?name=a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000000\r\n\r\nstart',
    );
    expect(await text).toMatch(/^HTTP\/1\.1 401[\s\S]*connection: close/i);
  });

  it('is told to go on only after what refuses the body', async () => {
    const running = await start();
    const request = (token: string) =>
      `POST /v1/files?name=a HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\nexpect: 100-continue\r\ncontent-length: 5\r\nconnection: close\r\n\r\n`;
    const refused = await socketTo(running);
    const refusal = untilClosed(refused);
    refused.write(request('wrong'));
    expect(await refusal).toMatch(/^HTTP\/1\.1 401/);
    const admitted = await socketTo(running);
    const answer = untilClosed(admitted);
    admitted.write(request(TOKEN));
    admitted.once('data', () => admitted.write('hello'));
    expect(await answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201/);
  });
});

describe('a download', () => {
  it('is cut short when it fails in the middle', async () => {
    const running = await start();
    const put = await fetch(`${running.url}/v1/files?name=a`, {
      method: 'POST',
      body: 'hello',
      headers: auth,
    });
    const { id } = (await put.json()) as { id: string };
    running.peer.files.failInTheMiddle = new Error('all holders are gone');
    await expect(
      fetch(`${running.url}/v1/files/${id}`).then((answer) => answer.arrayBuffer()),
    ).rejects.toThrow();
    const session = http2To(running.url);
    const stream = session.request({ ':path': `/v1/files/${id}` });
    stream.resume();
    await once(stream, 'close').catch(() => {});
    expect(stream.rstCode).not.toBe(0);
  });

  it('stops reading when the caller is slow or gone', async () => {
    const running = await start();
    let produced = 0;
    let ended = false;
    const { files } = running.peer;
    const put = await fetch(`${running.url}/v1/files?name=a`, {
      method: 'POST',
      body: 'hello',
      headers: auth,
    });
    const { id } = (await put.json()) as { id: string };
    files.get = async () => {
      const status = { ...(await files.stat(id as never)), size: 2 ** 40 };
      async function* bytes() {
        try {
          for (; produced < 2 ** 20; produced++) yield Buffer.alloc(2 ** 20);
        } finally {
          ended = true;
        }
      }
      return { status, bytes: bytes() };
    };
    const socket = await socketTo(running);
    socket.write(`GET /v1/files/${id} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    // The socket's buffers hold some MiB; a reader without backpressure would have gone on to the full TiB.
    await expect.poll(() => produced).toBeGreaterThan(0);
    socket.destroy();
    await expect.poll(() => ended).toBe(true);
    expect(produced).toBeLessThan(64);
  });
});

describe('a start', () => {
  it('says in one line that the port is in use', async () => {
    const { port } = await start();
    const second = makeListener({ port }).listener.start();
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(/^the API address 127\.0\.0\.1:\d+ is in use: .*--api$/);
  });

  it('is refused off loopback without TLS, and without a token', async () => {
    const tls = { key: 'not used', cert: 'not used' };
    for (const address of ['0.0.0.0', '::', '192.0.2.1', 'example.org']) {
      await expect(makeListener({ address }).listener.start()).rejects.toThrow(/not loopback.*certificate/);
      await expect(makeListener({ address, tls, hasToken: false }).listener.start()).rejects.toThrow(
        /write token/,
      );
    }
  });

  it('stops with connections open, and stops twice', async () => {
    const running = await start();
    await socketTo(running);
    const session = http2To(running.url);
    await http2Get(session, { ':path': '/livez' });
    await running.listener.stop();
    await running.listener.stop();
    await expect(fetch(`${running.url}/livez`)).rejects.toThrow();
  });
});

describe('with TLS', () => {
  it('speaks HTTP/1.1 and HTTP/2, and wants the token for reads too where it is not on loopback', async () => {
    const running = await start({ address: '0.0.0.0', tls: await certificate() });
    expect(running.url).toMatch(/^https:/);
    const session = http2To(`https://localhost:${running.port}`, { rejectUnauthorized: false });
    expect((await http2Get(session, { ':path': '/livez' })).status).toBe(401);
    expect((await http2Get(session, { ':path': '/livez', ...auth })).status).toBe(200);
    const { request } = await import('node:https');
    const plain = request(`https://localhost:${running.port}/livez`, {
      rejectUnauthorized: false,
      headers: auth,
    });
    plain.end();
    const [answer] = await once(plain, 'response');
    answer.resume();
    expect([answer.statusCode, answer.httpVersion]).toEqual([200, '1.1']);
  });
});

/** A throw-away P-256 certificate. */
async function certificate(): Promise<{ key: string; cert: string }> {
  const x509 = await loadLibrary();
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const issued = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2099-01-01'),
    signingAlgorithm: algorithm,
    keys,
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: x509.PemConverter.encode(key, 'PRIVATE KEY'), cert: issued.toString('pem') };
}
