// `acorde events` at a real broker: what is published is followed, from now on or from a time on.
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBroker, type TestBroker, whyNoBroker } from '../../../../e2e/support/rabbitmq.ts';
import { probeAmqp } from '../../src/events/amqp-probe.ts';
import { declareTopology } from '../../src/events/amqp-topology.ts';
import type { CloudEvent } from '../../src/events/cloud-event.ts';
import { publishEvents, tailEvents } from '../../src/events/tail.ts';
import { realSystem as system } from '../../src/system.ts';

const noBroker = whyNoBroker();
const PEER = 'ab'.repeat(32);

function eventOf(name: string, type = 'acorde.v1.file.stored') {
  const time = new Date(system.nowMs()).toISOString();
  const base = { specversion: '1.0', id: system.uuid(), source: `urn:acorde:peer:${PEER}`, type, time };
  return { ...base, datacontenttype: 'application/json', peerid: PEER, data: { name } };
}

async function* inTurn<T>(items: readonly T[]) {
  yield* items;
}

describe.skipIf(noBroker !== null)('following and publishing', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker();
    const connection = await amqp.connect(broker.url);
    await declareTopology(connection, 'file_notifications');
    await connection.close();
  });
  afterAll(() => broker?.stop());

  function follow(types: string[] = [], sinceMs?: number) {
    const names: unknown[] = [];
    const stop = new AbortController();
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const done = tailEvents(
      {
        ...{ amqp: broker.url, signal: stop.signal, sinceMs, onReady: resolve, onLost: () => {} },
        filter: { types, peer: '', telemetry: false },
        onEvent: (event: CloudEvent) => names.push(event.data.name),
      },
      system,
    );
    const end = () => {
      stop.abort();
      return done;
    };
    return { names, ready, end };
  }

  const publish = (...events: object[]) =>
    publishEvents({ amqp: broker.url, events: inTurn(events as { id: string; type: string }[]) }, system);

  test('what is published while somebody follows comes, by type', async () => {
    const all = follow();
    const files = follow(['file.stored']);
    await Promise.all([all.ready, files.ready]);
    const again = eventOf('a');
    expect(await publish(again, again, eventOf('b', 'acorde.v1.peer.joined'))).toBe(3);
    await expect.poll(() => all.names).toEqual(['a', 'b']);
    expect(files.names).toEqual(['a']);
    await Promise.all([all.end(), files.end()]);
  });

  test('what was published before is read again from a time on, and what comes then', async () => {
    const before = system.nowMs();
    await publish(eventOf('old'));
    const tail = follow(['file'], before);
    await tail.ready;
    await expect.poll(() => tail.names).toEqual(['old']);
    await publish(eventOf('new'));
    await expect.poll(() => tail.names).toEqual(['old', 'new']);
    await tail.end();
  });

  test('messages that are no events are left out', async () => {
    const tail = follow();
    await tail.ready;
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createConfirmChannel();
    for (const text of ['x', '{}', '[]', `{"specversion":"1.0","id":"${'x'.repeat(10_000_000)}"}`])
      channel.publish('acorde.events', 'acorde.v1.file.stored.x', Buffer.from(text));
    await channel.waitForConfirms();
    await connection.close();
    await publish(eventOf('good'));
    await expect.poll(() => tail.names, { timeout: 10_000 }).toEqual(['good']);
    await tail.end();
  });

  test('an event that no queue takes is an error, and so is a broker that lets nobody in', async () => {
    await expect(publish(eventOf('x', 'acorde.v1.other.thing'))).rejects.toThrow('no queue takes');
    const wrong = broker.url.replace('guest:guest', 'guest:wrong');
    expect(await probeAmqp(wrong, system)).toMatch(/ACCESS_REFUSED|Login/i);
    expect(await probeAmqp('amqp://127.0.0.1:1', system)).toContain('ECONNREFUSED');
    expect(await probeAmqp(broker.url, system)).toBe(null);
  });
});
