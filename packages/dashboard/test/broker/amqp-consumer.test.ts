// A broker that dies, or falls silent, at any moment: the gateway hears of it, tries again, and ends when it is told to.
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Failure, startFailingProxy } from '../../../../e2e/support/failing-proxy.ts';
import { startBroker, type TestBroker, whyNoBroker } from '../../../../e2e/support/rabbitmq.ts';
import { createAmqpConsumer } from '../../server/source/amqp-consumer.ts';
import { createAmqpTimeline } from '../../server/source/amqp-timeline.ts';
import { realSystem as system } from '../../server/system.ts';

const UNLIMITED = Number.MAX_SAFE_INTEGER;
const MOMENTS = 40;
const noBroker = whyNoBroker();

describe.skipIf(noBroker !== null)('a broker that fails on the way', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker();
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    const stream = { 'x-queue-type': 'stream' };
    await channel.assertQueue('acorde.timeline', { durable: true, arguments: stream });
    await connection.close();
  });
  afterAll(() => broker?.stop());

  async function through<T>(failure: Failure, use: (url: string) => Promise<T>) {
    const target = new URL(broker.url);
    const proxy = await startFailingProxy(Number(target.port), failure);
    target.port = String(proxy.port);
    const outcome = await use(target.href);
    const passedBytes = proxy.passedBytes();
    await proxy.stop();
    return { outcome, passedBytes };
  }

  /** The first thing that a consumer says, and that it stops. */
  async function consumeOnce(url: string): Promise<string> {
    const consumer = createAmqpConsumer({ url, system, setupTimeoutMs: 200 });
    const said = await new Promise<string>((resolve) =>
      consumer.start({
        connected: () => resolve('connected'),
        disconnected: resolve,
        message: () => {},
      }),
    );
    await consumer.stop();
    return said;
  }

  const timeline = (url: string) =>
    createAmqpTimeline({ url, system })
      .read({ timeMs: 0 }, () => true)
      .then(
        () => 'read',
        (error: Error) => error.message,
      );

  test('it dies after any number of bytes: the consumer says why and can be stopped', async () => {
    const { outcome, passedBytes } = await through({ afterBytes: UNLIMITED, how: 'cut' }, consumeOnce);
    expect(outcome).toBe('connected');
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const afterBytes = Math.floor((passedBytes * moment) / MOMENTS);
      const cut = await through({ afterBytes, how: 'cut' }, consumeOnce);
      expect(cut.outcome, `cut after ${afterBytes} bytes`).not.toBe('');
    }
  });

  test('it falls silent while the queue is declared: the consumer gives up when the time has passed', async () => {
    const { passedBytes } = await through({ afterBytes: UNLIMITED, how: 'cut' }, consumeOnce);
    // What comes last are the answers to the declarations and the farewell.
    const afterBytes = passedBytes - 120;
    const { outcome } = await through({ afterBytes, how: 'silent' }, consumeOnce);
    expect(outcome).toBe('the broker did not answer within 200 ms');
  });

  test('it dies or falls silent after the queue was declared: the connection is lost, or closed all the same', async () => {
    for (const how of ['cut', 'silent'] as const) {
      const { outcome } = await through({ afterBytes: UNLIMITED, how }, consumeOnce);
      expect(outcome).toBe('connected');
    }
  });

  test('it dies while the timeline is read: the reading ends with a reason', async () => {
    const { outcome, passedBytes } = await through({ afterBytes: UNLIMITED, how: 'cut' }, timeline);
    expect(outcome).toBe('read');
    for (let moment = 0; moment < MOMENTS; moment += 4) {
      const afterBytes = Math.floor((passedBytes * moment) / MOMENTS);
      const cut = await through({ afterBytes, how: 'cut' }, timeline);
      expect(cut.outcome, `cut after ${afterBytes} bytes`).not.toBe('');
    }
  });

  test('there is no timeline: the reading ends with a reason', async () => {
    const connection = await amqp.connect(broker.url);
    await (await connection.createChannel()).deleteQueue('acorde.timeline');
    await connection.close();
    expect(await timeline(broker.url)).toContain('NOT_FOUND');
  });
});
