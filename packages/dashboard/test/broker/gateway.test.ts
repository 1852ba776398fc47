// The gateway behind a real RabbitMQ, which is killed and started again while peers publish. The peers are in memory;
// what they publish is written here, as any publisher would.
import { type Event, EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { type JsonObject, toJson } from '@bufbuild/protobuf';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBroker, type TestBroker, whyNoBroker } from '../../../../e2e/support/rabbitmq.ts';
import { createFleet, type Fleet } from '../../server/fleet.ts';
import { createAmqpSource } from '../../server/source/amqp.ts';
import { createAmqpConsumer } from '../../server/source/amqp-consumer.ts';
import { realSystem as system } from '../../server/system.ts';
import type { ServerMessage } from '../../src/wire.ts';
import { createFakeFleet, type FakePeer } from '../support/fake-fleet.ts';

const noBroker = whyNoBroker({ mustBeKillable: true });
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Publishes in order with confirms; sends again what a dead broker did not confirm. */
class TestPublisher {
  readonly #url: string;
  readonly #waiting: Event[] = [];
  #stopped = false;
  #running: Promise<void> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  publish(event: Event): void {
    this.#waiting.push(event);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    let connection: ChannelModel | null = null;
    let channel: ConfirmChannel | null = null;
    while (this.#waiting.length > 0 && !this.#stopped) {
      try {
        if (!connection || !channel) {
          connection = await amqp.connect(this.#url);
          connection.on('error', () => {});
          channel = await connection.createConfirmChannel();
          await channel.assertExchange('acorde.events', 'topic', { durable: true });
        }
        await confirmed(channel, this.#waiting[0] as Event);
        this.#waiting.shift();
      } catch {
        connection = null;
        channel = null;
        await new Promise((resolve) => system.schedule(100, () => resolve(null)));
      }
    }
    await connection?.close();
  }
}

function confirmed(channel: ConfirmChannel, event: Event): Promise<void> {
  const json = toJson(EventSchema, event) as JsonObject;
  const fact = event.fact.case ?? '';
  const type = `acorde.v1.${fact.replace(/[A-Z]/, (letter) => `.${letter.toLowerCase()}`)}`;
  const { peerId: peerid, incarnation, seq = '0', time } = json;
  const body = { specversion: '1.0', type, time, peerid, incarnation, sequence: seq, data: json[fact] };
  return new Promise((resolve, reject) => {
    const key = `${type}.${event.peerId.slice(0, 8)}`;
    const content = Buffer.from(JSON.stringify(body));
    channel.publish('acorde.events', key, content, {}, (error) => (error ? reject(error) : resolve()));
  });
}

describe.skipIf(noBroker !== null)('the gateway and RabbitMQ', () => {
  let broker: TestBroker;
  let running: Fleet | null = null;
  beforeAll(async () => {
    broker = await startBroker({ mustBeKillable: true });
  });
  afterEach(async () => {
    await running?.stop();
    running = null;
  });
  afterAll(() => broker?.stop());

  async function openFleet(url: string, fake = createFakeFleet(system)) {
    const peers = fake.peers.length > 0 ? fake.peers : [fake.add(16), fake.add(32)];
    fake.settleRing();
    const { dialer } = fake;
    const seeds = [(peers[0] as FakePeer).address];
    const fleet = createFleet({
      ...{ dialer, system, logger, seeds, stateAgeMsMax: 2000 },
      source: (handlers) =>
        createAmqpSource({ consumer: createAmqpConsumer({ url, system }), dialer, handlers, system, logger }),
    });
    running = fleet;
    const got: ServerMessage[] = [];
    fleet.hub.join(
      { send: (text) => got.push(JSON.parse(text)), bufferedBytes: () => 0, close: () => {} },
      undefined,
    );
    fleet.start();
    return { fake, fleet, got, peers: peers as [FakePeer, FakePeer] };
  }

  const untilConnected = (fleet: Fleet) =>
    expect.poll(() => fleet.state().events.broker, { timeout: 30_000, interval: 50 }).toBe('connected');
  const sizesOf = (got: ServerMessage[], peer: FakePeer) =>
    got
      .flatMap((message) => (message.type === 'delta' ? message.changes : []))
      .flatMap((change) =>
        change.kind === 'fact' && change.event.peerId === peer.peerId ? [change.event] : [],
      )
      .flatMap((event) => (event.type === 'file.replicated' ? [event.data.size] : []));

  test('every event of two peers reaches the browser once and in order, though the broker is killed on the way', async () => {
    const { fleet, got, peers } = await openFleet(broker.url);
    await untilConnected(fleet);
    await broker.settle();
    const publisher = new TestPublisher(broker.url);
    const tell = (size: number) => {
      for (const peer of peers) {
        publisher.publish(peer.fact({ case: 'fileReplicated', value: { size: BigInt(size) } }));
      }
    };
    for (let size = 0; size < 40; size += 1) tell(size);
    const killed = broker.kill();
    for (let size = 40; size < 80; size += 1) tell(size);
    await killed;
    await expect.poll(() => fleet.state().events.broker, { timeout: 20_000 }).toBe('disconnected');
    expect(fleet.state().events.reason).not.toBe('');
    await broker.restart();
    for (let size = 80; size < 100; size += 1) tell(size);
    await untilConnected(fleet);
    const all = Array.from({ length: 100 }, (_, size) => size);
    for (const peer of peers) await expect.poll(() => sizesOf(got, peer), { timeout: 30_000 }).toEqual(all);
    await publisher.stop();
  });

  test('what the broker never brought is fetched from the peer as soon as its number is missing', async () => {
    const { fake, fleet, got, peers } = await openFleet(broker.url);
    await untilConnected(fleet);
    await expect.poll(() => fake.watches(), { timeout: 10_000 }).toBe(0);
    peers[0].fact({ case: 'fileReplicated', value: { size: 1n } });
    peers[0].fact({ case: 'fileReplicated', value: { size: 2n } });
    const publisher = new TestPublisher(broker.url);
    publisher.publish(peers[0].fact({ case: 'fileReplicated', value: { size: 3n } }));
    await expect.poll(() => sizesOf(got, peers[0]), { timeout: 10_000 }).toEqual([1, 2, 3]);
    await expect.poll(() => fake.watches(), { timeout: 10_000 }).toBe(0);
    await publisher.stop();
  });

  test('two gateways side by side get every event, each for itself', async () => {
    const { fake, got, fleet, peers } = await openFleet(broker.url);
    const second = await openFleet(broker.url, fake);
    await Promise.all([untilConnected(fleet), untilConnected(second.fleet)]);
    const publisher = new TestPublisher(broker.url);
    for (let size = 0; size < 20; size += 1)
      publisher.publish(peers[0].fact({ case: 'fileReplicated', value: { size: BigInt(size) } }));
    const all = Array.from({ length: 20 }, (_, size) => size);
    for (const one of [got, second.got])
      await expect.poll(() => sizesOf(one, peers[0]), { timeout: 10_000 }).toEqual(all);
    await second.fleet.stop();
    publisher.publish(peers[0].fact({ case: 'fileReplicated', value: { size: 20n } }));
    await expect.poll(() => sizesOf(got, peers[0]), { timeout: 10_000 }).toEqual([...all, 20]);
    await publisher.stop();
  });

  test('foreign messages on the exchange are left out', async () => {
    const { fleet, got, peers } = await openFleet(broker.url);
    await untilConnected(fleet);
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createConfirmChannel();
    for (const content of ['hello', '{}', JSON.stringify({ specversion: '1.0' }), 'x'.repeat(10_000_000)]) {
      channel.publish('acorde.events', 'acorde.v1.file.stored.00000000', Buffer.from(content));
    }
    await channel.waitForConfirms();
    await connection.close();
    const publisher = new TestPublisher(broker.url);
    publisher.publish(peers[1].fact({ case: 'fileReplicated', value: { size: 7n } }));
    await expect.poll(() => sizesOf(got, peers[1]), { timeout: 10_000 }).toEqual([7]);
    await publisher.stop();
  });
});
