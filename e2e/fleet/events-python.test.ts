// The consumer of the documentation, in Python, behind a queue that a real publisher fills.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declareTopology } from '../../packages/peer/src/events/amqp-topology.ts';
import { amqp } from '../../packages/peer/test/broker/amqp-client.ts';
import { readQueue } from '../../packages/peer/test/broker/read-queue.ts';
import { ROOT } from '../support/fleet.ts';
import { startBroker, type TestBroker, whyNoBroker } from '../support/rabbitmq.ts';

const CONSUMER = join(ROOT, 'examples/python/consumer.py');
const PEER = 'ab'.repeat(32);

/** The first Python that has the client: another one may stand before Debian's in the path. */
const python = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import pika']).status === 0,
);

function whyNoPython(): string | null {
  if (python) return null;
  const reason = 'no Python client: install python3-pika';
  if (process.env.ACORDE_NO_SKIP === '1') throw new Error(`${reason}; ACORDE_NO_SKIP=1 forbids to skip`);
  process.stderr.write(`skipped: ${reason}\n`);
  return reason;
}

const missing = whyNoBroker() ?? whyNoPython();

function eventOf(seq: number, name: string) {
  return {
    ...{ specversion: '1.0', id: `${PEER}/7/${seq}`, source: `urn:acorde:peer:${PEER}` },
    ...{ type: 'acorde.v1.file.stored', time: '2026-01-31T12:00:00Z', peerid: PEER, sequence: String(seq) },
    data: { entry: { name, size: '42' } },
  };
}

describe.skipIf(missing !== null)('the consumer in Python', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker?.stop());

  async function fill(bodies: readonly unknown[]): Promise<void> {
    const connection = await amqp.connect(broker.url);
    await declareTopology(connection, 'file_notifications');
    const channel = await connection.createConfirmChannel();
    for (const body of bodies) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const messageId = typeof body === 'string' ? 'none' : (body as { id: string }).id;
      channel.publish('acorde.events', 'acorde.v1.file.stored.abababab', Buffer.from(text), { messageId });
    }
    await channel.waitForConfirms();
    await connection.close();
  }

  function consume(count: number): Promise<{ stdout: string; stderr: string; code: number | null }> {
    const child = spawn(python ?? '', [CONSUMER, '--count', String(count)], {
      env: { ...process.env, AMQP_URL: `${broker.url}/%2F` },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => {
      output.stdout += data;
    });
    child.stderr.on('data', (data) => {
      output.stderr += data;
    });
    return new Promise((resolve) => child.once('close', (code) => resolve({ ...output, code })));
  }

  test('prints each file event once, in order; what is no event goes to the dead letters', async () => {
    await fill([
      eventOf(1, 'one.txt'),
      'hello',
      eventOf(2, 'two.txt'),
      eventOf(1, 'one.txt'),
      '{"specversion":"1.0"}',
      eventOf(3, 'café.txt'),
    ]);
    const { stdout, stderr, code } = await consume(3);
    const line = (name: string) => `2026-01-31T12:00:00Z abababab acorde.v1.file.stored ${name} 42`;
    expect({ stdout: stdout.trim().split('\n'), code }).toEqual({
      stdout: [line('one.txt'), line('two.txt'), line('café.txt')],
      code: 0,
    });
    expect(stderr.trim().split('\n').length).toBe(2);
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    const dead = await channel.get('file_notifications.dead', { noAck: true });
    expect(dead && [String(dead.content), dead.properties.headers?.['x-first-death-reason']]).toEqual([
      'hello',
      'rejected',
    ]);
    await connection.close();
    expect(await readQueue(broker.url, 'file_notifications')).toEqual([]);
  });
});
