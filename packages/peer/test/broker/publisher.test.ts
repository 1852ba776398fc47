// The publisher against a real RabbitMQ, which is killed and started again while events are published.
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBroker, type TestBroker, whyNoBroker } from '../../../../e2e/support/rabbitmq.ts';
import { createAmqpBroker } from '../../src/events/amqp-broker.ts';
import { createEventLog, type EventLog } from '../../src/events/event-log.ts';
import type { Fact } from '../../src/events/fact.ts';
import { createPublishCursor } from '../../src/events/publish-cursor.ts';
import { createPublisher, type Publisher } from '../../src/events/publisher.ts';
import { createTelemetry, type Telemetry } from '../../src/events/telemetry.ts';
import { openDatabase } from '../../src/store/database.ts';
import { realSystem as system } from '../../src/system.ts';
import { readQueue } from './read-queue.ts';
import { readTimeline } from './read-timeline.ts';

const PEER_ID = 'ab'.repeat(32);
const noBroker = whyNoBroker({ mustBeKillable: true });

const stored = (name: string): Fact => ({ case: 'fileStored', value: { entry: { name } } });

interface Rig {
  readonly log: EventLog;
  readonly telemetry: Telemetry;
  readonly publisher: Publisher;
  stop(): Promise<void>;
}

async function startPublisher(url: string, queue: string): Promise<Rig> {
  const database = openDatabase(':memory:');
  const common = { system, peerId: PEER_ID, incarnation: 7 };
  const log = createEventLog({ ...common, database });
  const telemetry = createTelemetry(common);
  const cursor = createPublishCursor({ database, system, name: 'amqp' });
  const broker = createAmqpBroker({ url, queue, connectionName: 'test', system });
  const logger = { info: () => {}, warn: () => {} };
  const publisher = createPublisher({ peerId: PEER_ID, log, telemetry, cursor, broker, system, logger });
  await log.start({});
  publisher.start();
  const stop = async () => {
    await publisher.stop();
    log.stop();
    database.close();
  };
  return { log, telemetry, publisher, stop };
}

/** Names of the file events in a queue, repeated messages left out. */
async function drain(url: string, queue: string): Promise<string[]> {
  return (await readQueue(url, queue)).map(({ data }) => data.entry.name);
}

const untilConfirmed = ({ publisher }: Rig) =>
  expect
    .poll(() => publisher.status(), { timeout: 60_000, interval: 50 })
    .toMatchObject({ state: 'connected', waiting: 0 });

describe.skipIf(noBroker !== null)('the publisher and RabbitMQ', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker({ mustBeKillable: true });
  });
  afterAll(() => broker?.stop());

  test('a broker killed during 100 events gets all of them, in order', async () => {
    const rig = await startPublisher(broker.url, 'killed');
    await untilConfirmed(rig);
    await broker.settle();
    const names = Array.from({ length: 100 }, (_, index) => `file ${index}`);
    for (const name of names.slice(0, 40)) await rig.log.record(stored(name));
    const killed = broker.kill();
    for (const name of names.slice(40, 80)) await rig.log.record(stored(name));
    await killed;
    await expect.poll(() => rig.publisher.status().state, { timeout: 20_000 }).toBe('disconnected');
    expect(rig.publisher.status().reason).not.toBe('');
    await broker.restart();
    for (const name of names.slice(80)) await rig.log.record(stored(name));
    await untilConfirmed(rig);
    await rig.stop();
    expect(await drain(broker.url, 'killed')).toEqual(names);
    // The stream has what was confirmed before the broker died, too.
    const last = names.at(-1);
    const timeline = await readTimeline(broker.url, (events) => events.at(-1)?.data.entry?.name === last);
    const files = timeline.filter(({ type }) => type === 'acorde.v1.file.stored');
    expect(files.map(({ data }) => data.entry.name)).toEqual(names);
    expect(timeline[0]?.type).toBe('acorde.v1.peer.started');
  });

  test.each([
    ['memory', 'set_vm_memory_high_watermark', ['0'], ['0.4']],
    ['disk', 'set_disk_free_limit', ['1000000GB'], ['50MB']],
  ])(
    'a broker that is out of %s blocks nobody but the publisher, which says so',
    async (_, command, on, off) => {
      const rig = await startPublisher(broker.url, 'blocked');
      await untilConfirmed(rig);
      await broker.control(command, ...on);
      // The broker tells a connection that it is blocked when something is published on it.
      for (let count = 0; count < 60; count += 1) await rig.log.record(stored(`${command} ${count}`));
      await expect
        .poll(() => rig.publisher.status(), { timeout: 20_000 })
        .toMatchObject({ state: 'blocked' });
      expect(rig.publisher.status().reason).toMatch(/low on (memory|disk)/);
      expect(rig.publisher.status().waiting).toBeGreaterThan(0);
      await broker.control(command, ...off);
      await untilConfirmed(rig);
      await rig.stop();
      const names = await drain(broker.url, 'blocked');
      expect(names).toEqual(Array.from({ length: 60 }, (_none, index) => `${command} ${index}`));
    },
  );

  test('a peer that is stopped while the broker is blocked is not held up', async () => {
    const rig = await startPublisher(broker.url, 'blocked');
    await untilConfirmed(rig);
    await broker.control('set_vm_memory_high_watermark', '0');
    await rig.log.record(stored('late'));
    await expect.poll(() => rig.publisher.status().state, { timeout: 20_000 }).toBe('blocked');
    const stopped = rig.stop().then(() => 'stopped');
    const late = new Promise((resolve) => system.schedule(5_000, () => resolve('late')));
    expect(await Promise.race([stopped, late])).toBe('stopped');
    await broker.control('set_vm_memory_high_watermark', '0.4');
  });

  test('a queue that exists with other arguments is a clear reason, and the peer goes on', async () => {
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    await channel.assertQueue('other', { durable: true, arguments: { 'x-queue-type': 'classic' } });
    await connection.close();
    const rig = await startPublisher(broker.url, 'other');
    await expect
      .poll(() => rig.publisher.status().reason, { timeout: 20_000 })
      .toContain('PRECONDITION_FAILED');
    await rig.log.record(stored('kept'));
    expect(rig.publisher.status()).toMatchObject({ state: 'disconnected', waiting: 2 });
    await rig.stop();
  });

  test('a queue that is removed while the peer runs comes back, with the events from then on', async () => {
    const rig = await startPublisher(broker.url, 'removed');
    await untilConfirmed(rig);
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue('removed');
    await connection.close();
    await rig.log.record(stored('kept'));
    await untilConfirmed(rig);
    await rig.stop();
    expect(await drain(broker.url, 'removed')).toEqual(['kept']);
  });

  test('wrong credentials and a missing vhost are clear reasons', async () => {
    const wrong = await startPublisher(broker.url.replace('guest:guest', 'guest:wrong'), 'any');
    await expect
      .poll(() => wrong.publisher.status().reason, { timeout: 20_000 })
      .toMatch(/ACCESS_REFUSED|Login/i);
    const elsewhere = await startPublisher(`${broker.url}/nowhere`, 'any');
    await expect.poll(() => elsewhere.publisher.status().reason, { timeout: 20_000 }).toMatch(/vhost/);
    await Promise.all([wrong.stop(), elsewhere.stop()]);
  });

  test('telemetry is published, transient and without a number', async () => {
    const rig = await startPublisher(broker.url, 'telemetry');
    await untilConfirmed(rig);
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'acorde.events', 'acorde.v1.lookup.#');
    const { promise, resolve } = Promise.withResolvers<amqp.ConsumeMessage | null>();
    await channel.consume(queue, resolve, { noAck: true });
    rig.telemetry.emit({ case: 'lookupHop', value: { lookupId: 'one' } });
    const message = await promise;
    expect(message?.fields.routingKey).toBe('acorde.v1.lookup.hop.abababab');
    expect(message?.properties.deliveryMode).toBe(1);
    expect(JSON.parse(String(message?.content))).toMatchObject({ sequence: '0', data: { lookupId: 'one' } });
    await connection.close();
    await rig.stop();
  });
});
