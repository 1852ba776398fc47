// Against the real server: what HTTP/2 says of a stream that was reset is easily mistaken for a whole answer.
import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyReply } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requestSignal } from './request-signal.ts';

const app = () => {
  const server = fastify({ http2: true });
  let handled: (signal: AbortSignal) => void = () => {};
  const signal = new Promise<AbortSignal>((resolve) => {
    handled = resolve;
  });
  server.get('/held', async (_, reply) => {
    handled(requestSignal(reply as unknown as FastifyReply));
    reply.hijack();
    reply.raw.writeHead(200);
    reply.raw.write('a beginning');
  });
  server.get('/whole', async (_, reply) => {
    handled(requestSignal(reply as unknown as FastifyReply));
    return 'all of it';
  });
  return { server, signal };
};

let served: ReturnType<typeof app>;
let session: ClientHttp2Session;

beforeEach(async () => {
  served = app();
  await served.server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = served.server.server.address() as AddressInfo;
  session = connect(`http://127.0.0.1:${port}`);
});
afterEach(async () => {
  session.destroy();
  await served.server.close();
});

it('a caller that resets its stream in the middle of an answer is gone', async () => {
  const stream = session.request({ ':path': '/held' });
  stream.on('error', () => {});
  await once(stream, 'response');
  const signal = await served.signal;
  expect(signal.aborted).toBe(false);
  const aborted = once(signal, 'abort');
  stream.close(constants.NGHTTP2_CANCEL);
  await aborted;
  expect(signal.reason).toMatchObject({ code: 'CANCELLED' });
});

it('a caller that loses its connection is gone', async () => {
  const stream = session.request({ ':path': '/held' });
  stream.on('error', () => {});
  await once(stream, 'response');
  const signal = await served.signal;
  const aborted = once(signal, 'abort');
  session.destroy();
  await aborted;
});

it('a caller that got the whole answer is not', async () => {
  const stream = session.request({ ':path': '/whole' });
  stream.resume();
  await once(stream, 'close');
  const signal = await served.signal;
  await once(session.request({ ':path': '/nowhere' }).resume(), 'close');
  expect(signal.aborted).toBe(false);
});
