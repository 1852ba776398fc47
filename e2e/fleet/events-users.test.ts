// What the operator's script sets up: the users may do what they must, and nothing else.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAmqpConsumer } from '../../packages/dashboard/server/source/amqp-consumer.ts';
import { createAmqpTimeline } from '../../packages/dashboard/server/source/amqp-timeline.ts';
import { realSystem as gatewaySystem } from '../../packages/dashboard/server/system.ts';
import { createAmqpBroker } from '../../packages/peer/src/events/amqp-broker.ts';
import type { BrokerSession } from '../../packages/peer/src/events/broker.ts';
import { realSystem as system } from '../../packages/peer/src/system.ts';
import { amqp, type Channel } from '../../packages/peer/test/broker/amqp-client.ts';
import { ROOT } from '../support/fleet.ts';
import { startBroker, type TestBroker, whyNoBroker } from '../support/rabbitmq.ts';

const noBroker = whyNoBroker({ mustBeKillable: true });
const message = {
  ...{ routingKey: 'acorde.v1.file.stored.00000000', messageId: 'one', type: 'acorde.v1.file.stored' },
  ...{ timeMs: 0, contentType: 'application/cloudevents+json', body: Buffer.from('{}'), mustRoute: true },
};

describe.skipIf(noBroker !== null)('the users of the script for operators', () => {
  let broker: TestBroker;
  let session: BrokerSession;
  const url = (name: string) =>
    `${broker.url.replace('guest:guest', `acorde-${name}:${name}-secret`)}/acorde`;
  const runScript = () =>
    promisify(execFile)(join(ROOT, 'deploy/rabbitmq-users.sh'), {
      env: {
        ...broker.environment,
        RABBITMQCTL: broker.controlCommand,
        ACORDE_PEER_PASSWORD: 'peer-secret',
        ACORDE_GATEWAY_PASSWORD: 'gateway-secret',
        ACORDE_READER_PASSWORD: 'reader-secret',
      },
    });

  beforeAll(async () => {
    broker = await startBroker({ mustBeKillable: true });
    await runScript();
    session = await createAmqpBroker({
      url: url('peer'),
      queue: 'file_notifications',
      connectionName: 'test',
      system,
    }).connect();
  });
  afterAll(async () => {
    await session?.close();
    await broker?.stop();
  });

  test('the script may be run again', async () => {
    expect((await runScript()).stdout.trim().split('\n')).toEqual([
      'acorde-peer@acorde',
      'acorde-gateway@acorde',
      'acorde-reader@acorde',
    ]);
  });

  test('a peer declares everything, publishes, and sees that the queue is there', async () => {
    await session.publish(message);
    await session.verify();
  });

  test('a gateway follows the events and reads the timeline', async () => {
    const bodies: string[] = [];
    const consumer = createAmqpConsumer({ url: url('gateway'), system: gatewaySystem });
    await new Promise<void>((resolve, reject) =>
      consumer.start({
        connected: resolve,
        disconnected: (reason) => reject(new Error(reason)),
        message: (body) => bodies.push(Buffer.from(body).toString()),
      }),
    );
    await session.publish({ ...message, messageId: 'two' });
    await expect.poll(() => bodies).toEqual(['{}']);
    await consumer.stop();
    const old: string[] = [];
    const timeline = createAmqpTimeline({ url: url('gateway'), system: gatewaySystem });
    await timeline.read({ timeMs: 0 }, (body) => old.push(Buffer.from(body).toString()) > 0);
    expect(old).toEqual(['{}', '{}']);
  });

  test.each([
    ['gateway', 'publish', (channel: Channel) => channel.publish('acorde.events', 'x', Buffer.from('x'))],
    ['gateway', 'read the file events', (channel: Channel) => channel.get('file_notifications')],
    ['reader', 'publish', (channel: Channel) => channel.publish('acorde.events', 'x', Buffer.from('x'))],
    ['reader', 'remove the queue', (channel: Channel) => channel.deleteQueue('file_notifications')],
    ['peer', 'read the dead letters', (channel: Channel) => channel.get('file_notifications.dead')],
    ['peer', 'make other queues', (channel: Channel) => channel.assertQueue('other')],
  ])('a %s may not %s', async (user, _what, attempt) => {
    const connection = await amqp.connect(url(user));
    const channel = await connection.createChannel();
    const refused = new Promise<number>((resolve) =>
      channel.on('error', (error: { code?: number }) => resolve(error.code ?? 0)),
    );
    await Promise.resolve(attempt(channel)).catch(() => {});
    expect(await refused).toBe(403);
    await connection.close();
  });

  test('a reader takes the file events', async () => {
    const connection = await amqp.connect(url('reader'));
    const channel = await connection.createChannel();
    expect(await channel.get('file_notifications', { noAck: true })).toMatchObject({
      content: Buffer.from('{}'),
    });
    await connection.close();
  });
});
