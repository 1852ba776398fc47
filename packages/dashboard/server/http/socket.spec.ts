// The WebSocket with real frames and a clock of the test: what a browser may do, and what cuts it off.
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import {
  BAD_MESSAGE_CLOSE_CODE,
  type ReplayAnswer,
  type ServerMessage,
  SLOW_CLOSE_CODE,
} from '../../src/wire.ts';
import type { EventsPage, EventView } from '../../src/wire-event.ts';
import { createManualSystem } from '../../test/support/manual-system.ts';
import type { EventPages } from '../event-pages.ts';
import { createHub } from '../hub.ts';
import { socketRoute } from './socket.ts';

const EMPTY = {
  ...{ peers: [], ring: { ideal: false, members: 0, unsettled: [] }, recent: [] },
  files: { copies: 0, bytes: 0, entries: 0, records: 0 },
  events: { source: 'direct', broker: 'none', reason: '' } as const,
};
const fact = (type: string) => ({ kind: 'fact', event: { id: type, type } as EventView }) as const;

let app: FastifyInstance;
afterEach(() => app.close());

const PAGE: EventsPage = {
  ...{ epoch: 'e', source: 'memory', next: '2', more: false, truncated: false, heldSinceMs: 0 },
  events: [fact('file.stored').event],
};

async function open(pageOf: EventPages = async () => PAGE) {
  const system = createManualSystem();
  const hub = createHub({ system, snapshot: () => EMPTY, bufferedBytesMax: 64 * 1024 });
  app = Fastify();
  await socketRoute(app, { hub, system, pageOf, logger: { error: () => {} } });
  await app.ready();
  return { system, hub };
}

async function connect() {
  const got: (ServerMessage | ReplayAnswer)[] = [];
  const closed = Promise.withResolvers<number>();
  const socket = await app.injectWS(
    '/api/ws',
    {},
    {
      onInit(client: { on(event: string, listener: (data: never) => void): void }) {
        client.on('message', (data: { toString(): string }) => got.push(JSON.parse(data.toString())));
        client.on('close', (code: number) => closed.resolve(code));
      },
    },
  );
  const say = (message: object | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return { socket, got, say, closed: closed.promise };
}

const types = ({ got }: { got: readonly { type: string }[] }) => got.map(({ type }) => type);

describe('the WebSocket', () => {
  test('greets when the browser says hello, and resumes by its cursor', async () => {
    const { hub } = await open();
    const one = await connect();
    one.say({ type: 'hello', cursor: hub.cursor() });
    await expect.poll(() => types(one)).toEqual(['resumed']);
  });

  test('greets a browser that says nothing after half a second', async () => {
    const { system } = await open();
    const one = await connect();
    await system.advance(600);
    await expect.poll(() => types(one)).toEqual(['snapshot']);
  });

  test('a filter is kept for as long as the socket lives', async () => {
    const { hub, system } = await open();
    const one = await connect();
    one.say({ type: 'hello', filter: { types: ['file.*'], telemetry: false } });
    await expect.poll(() => types(one)).toEqual(['snapshot']);
    hub.publish([fact('file.stored'), fact('peer.left')]);
    await system.advance(20);
    await expect.poll(() => one.got[1]).toMatchObject({ changes: [fact('file.stored')] });
  });

  test.each([
    ['no JSON', 'hello'],
    ['another type', { type: 'gossip' }],
    ['a cursor that is none', { type: 'hello', cursor: { epoch: 1, seq: 'x' } }],
    ['a cursor before the first', { type: 'hello', cursor: { epoch: 'e', seq: -1 } }],
    ['a replay that nobody could be answered', { type: 'replay' }],
    ['a replay with an endless id', { type: 'replay', id: 'x'.repeat(65) }],
    ['a filter of every type', { type: 'hello', filter: { types: ['*'] } }],
    ['a filter with a peer that is none', { type: 'hello', filter: { peers: ['x'] } }],
  ])('%s closes the socket and says so', async (_, message) => {
    await open();
    const one = await connect();
    one.say(message);
    expect(await one.closed).toBe(BAD_MESSAGE_CLOSE_CODE);
  });

  test('a frame that is too large closes the socket', async () => {
    await open();
    const one = await connect();
    one.say('x'.repeat(70_000));
    expect(await one.closed).toBe(1009);
  });

  test('a flood of frames closes the socket, and another browser notices nothing', async () => {
    const { hub, system } = await open();
    const [loud, quiet] = [await connect(), await connect()];
    quiet.say({ type: 'hello' });
    await expect.poll(() => types(quiet)).toEqual(['snapshot']);
    for (let count = 0; count < 100; count += 1) loud.say({ type: 'ping' });
    expect(await loud.closed).toBe(BAD_MESSAGE_CLOSE_CODE);
    hub.publish([fact('file.stored')]);
    await system.advance(20);
    await expect.poll(() => types(quiet)).toEqual(['snapshot', 'delta']);
  });

  test('a browser that answers no ping is cut off', async () => {
    const { system } = await open();
    const one = await connect();
    one.say({ type: 'hello' });
    await expect.poll(() => types(one)).toEqual(['snapshot']);
    one.socket.pong = () => {};
    let over = false;
    void one.closed.then(() => {
      over = true;
    });
    one.socket.pause();
    await system.advance(45_000);
    one.socket.resume();
    await expect.poll(() => over).toBe(true);
  });

  test('a browser that does not read is cut at the cap, and another one is not', async () => {
    const { hub, system } = await open();
    const [stuck, quick] = [await connect(), await connect()];
    for (const one of [stuck, quick]) one.say({ type: 'hello' });
    await expect.poll(() => [...types(stuck), ...types(quick)]).toEqual(['snapshot', 'snapshot']);
    stuck.socket.pause();
    const large = {
      kind: 'fact',
      event: { id: 'x'.repeat(50_000), type: 'file.stored' } as EventView,
    } as const;
    for (let count = 0; count < 40; count += 1) {
      hub.publish([large]);
      await system.advance(20);
    }
    await expect.poll(() => quick.got.length, { timeout: 5000 }).toBe(41);
    stuck.socket.resume();
    expect(await stuck.closed).toBe(SLOW_CLOSE_CODE);
    expect(stuck.got.length).toBeLessThan(41);
  });

  test('a replay is answered on the same socket, between the other messages', async () => {
    const { hub, system } = await open();
    const [one, other] = [await connect(), await connect()];
    for (const each of [one, other]) each.say({ type: 'hello' });
    one.say({ type: 'replay', id: 'a', since: '2026-01-31T12:00:00Z' });
    await expect.poll(() => one.got[1]).toEqual({ type: 'replay', id: 'a', ...PAGE });
    hub.publish([fact('file.stored')]);
    await system.advance(20);
    await expect.poll(() => types(one)).toEqual(['snapshot', 'replay', 'delta']);
    await expect.poll(() => types(other)).toEqual(['snapshot', 'delta']);
  });

  test('a replay that is refused leaves the socket open', async () => {
    await open();
    const one = await connect();
    one.say({ type: 'hello' });
    one.say({ type: 'replay', id: 'a', limit: 1001 });
    one.say({ type: 'ping' });
    await expect.poll(() => types(one).sort()).toEqual(['replay_refused', 'snapshot', 'tick']);
  });

  test('a browser that asks for replays and does not read them is cut at the cap', async () => {
    const { system } = await open(async () => ({
      ...PAGE,
      events: [{ id: 'x'.repeat(200_000), type: 'file.stored' } as EventView],
    }));
    const one = await connect();
    one.say({ type: 'hello' });
    await expect.poll(() => types(one)).toEqual(['snapshot']);
    one.socket.pause();
    for (let count = 0; count < 25; count += 1) {
      one.say({ type: 'replay', id: String(count) });
      await system.advance(20);
    }
    one.socket.resume();
    expect(await one.closed).toBe(SLOW_CLOSE_CODE);
    expect(one.got.length).toBeLessThan(26);
  });

  test('a replay whose asker has gone is thrown away', async () => {
    const page = Promise.withResolvers<EventsPage>();
    const { hub, system } = await open(() => page.promise);
    const left = Promise.withResolvers<void>();
    const answered: unknown[] = [];
    const { join, answer } = hub;
    hub.join = (...given) => {
      const leave = join(...given);
      return () => {
        leave();
        left.resolve();
      };
    };
    hub.answer = (subscriber, message) => {
      answered.push(message);
      answer(subscriber, message);
    };
    const one = await connect();
    one.say({ type: 'hello' });
    one.say({ type: 'replay', id: 'a' });
    one.say('nonsense, for which it is closed');
    await one.closed;
    await system.advance(10_000);
    await left.promise;
    page.resolve(PAGE);
    const other = await connect();
    other.say({ type: 'replay', id: 'b' });
    await expect.poll(() => types(other)).toEqual(['replay']);
    expect(answered).toEqual([{ type: 'replay', id: 'b', ...PAGE }]);
  });

  test('one browser too many is sent away', async () => {
    await open();
    for (let count = 0; count < 512; count += 1) await connect();
    expect(await (await connect()).closed).toBe(1013);
  });
});
