// A broker that dies, or falls silent, at any moment of the connection's start: the caller always hears of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Failure, startFailingProxy } from '../../../../e2e/support/failing-proxy.ts';
import { startBroker, type TestBroker, whyNoBroker } from '../../../../e2e/support/rabbitmq.ts';
import { createAmqpBroker } from '../../src/events/amqp-broker.ts';
import { realSystem as system } from '../../src/system.ts';

const UNLIMITED = Number.MAX_SAFE_INTEGER;
const MOMENTS = 40;
const noBroker = whyNoBroker();

describe.skipIf(noBroker !== null)('connecting to a broker that fails on the way', () => {
  let broker: TestBroker;
  let startBytes: number;
  beforeAll(async () => {
    broker = await startBroker();
    // The first connection declares, which later ones only repeat: its answers are as long.
    startBytes = (await connectThrough({ afterBytes: UNLIMITED, how: 'cut' })).passedBytes;
  });
  afterAll(() => broker?.stop());

  async function connectThrough(failure: Failure): Promise<{ outcome: string; passedBytes: number }> {
    const target = new URL(broker.url);
    const proxy = await startFailingProxy(Number(target.port), failure);
    target.port = String(proxy.port);
    const options = { queue: 'failing', connectionName: 'test', system, setupTimeoutMs: 200 };
    const connecting = createAmqpBroker({ ...options, url: target.href }).connect();
    const outcome = await connecting.then(
      async (session) => {
        await session.close();
        return 'connected';
      },
      (error: Error) => error.message,
    );
    const passedBytes = proxy.passedBytes();
    await proxy.stop();
    return { outcome, passedBytes };
  }

  const moments = () =>
    Array.from({ length: MOMENTS }, (_, index) => Math.floor((startBytes * index) / MOMENTS));

  test('it dies after any number of bytes of its answers: connecting is refused with a reason', async () => {
    for (const afterBytes of moments()) {
      const { outcome } = await connectThrough({ afterBytes, how: 'cut' });
      expect(outcome, `cut after ${afterBytes} bytes`).not.toBe('');
    }
  });

  test('it falls silent while the queues are declared: connecting ends with the time', async () => {
    const greeted = Math.floor(startBytes * 0.8);
    const { outcome } = await connectThrough({ afterBytes: greeted, how: 'silent' });
    expect(outcome).toBe('the broker did not answer within 200 ms');
  });
});
