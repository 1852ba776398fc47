// The gateway of the bench `events`, with eight peers in processes of their own behind it; or, started with `bare`, nothing
// but the client library. It is told by messages what to do.
import type { AddressInfo } from 'node:net';
import { buildApp } from '../../packages/dashboard/server/app.ts';
import { createFleet } from '../../packages/dashboard/server/fleet.ts';
import type { FleetState } from '../../packages/dashboard/server/fleet-state.ts';
import { LOCAL_NAMES } from '../../packages/dashboard/server/http/guard.ts';
import { createAmqpSource } from '../../packages/dashboard/server/source/amqp.ts';
import { createAmqpConsumer } from '../../packages/dashboard/server/source/amqp-consumer.ts';
import { realSystem as system } from '../../packages/dashboard/server/system.ts';
import { amqp } from '../../packages/peer/test/broker/amqp-client.ts';
import { type EventPeers, PEERS, startEventPeers } from './event-peers.ts';

const BARE_WINDOW = 256;

export type RigCommand =
  /** As fast as it goes, or so many a second. */
  | { readonly do: 'record'; readonly count: number; readonly perSecond?: number }
  | { readonly do: 'bare'; readonly count: number; readonly bytes: number }
  | { readonly do: 'bare paced'; readonly count: number; readonly bytes: number; readonly perSecond: number };

export type RigReport =
  | { readonly type: 'ready'; readonly url: string }
  /** Milliseconds until all was durable, for `bare` until all was received; resident memory of this process. */
  | {
      readonly type: 'done';
      readonly ms: number;
      readonly rssBytes: number;
      readonly latenciesMs?: readonly number[];
    }
  | { readonly type: 'status'; readonly rssBytes: number };

const url = process.env.AMQP_URL ?? '';
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const report = (message: RigReport) => process.send?.(message);

async function startGateway({ dialer, seed }: EventPeers): Promise<string> {
  const fleet = createFleet({
    ...{ dialer, system, logger, seeds: [seed], stateAgeMsMax: 2_000 },
    source: (handlers) =>
      createAmqpSource({
        consumer: createAmqpConsumer({ url, system }),
        ...{ dialer, handlers, system, logger },
      }),
  });
  const parts = { fleet, dialer, system, logger, pages: '/nowhere', hostNames: LOCAL_NAMES };
  let port = 0;
  const app = await buildApp({ ...parts, port: () => port, writeToken: () => null });
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
  fleet.start();
  // What happens before the gateway has read a peer is in the state that it reads, and no event of its own.
  while (!knowsAll(fleet.state())) await new Promise((resolve) => setTimeout(resolve, 20));
  return `http://127.0.0.1:${port}`;
}

function knowsAll({ peers, events }: FleetState): boolean {
  const up = [...peers.values()].filter(({ state }) => state === 'up');
  return events.broker === 'connected' && up.length === PEERS;
}

/** What the client library does alone: publish with confirms, and a consumer of the same exchange in the same process. */
async function bare(count: number, bytes: number): Promise<number> {
  const [out, back] = [await amqp.connect(url), await amqp.connect(url)];
  const consumer = await back.createChannel();
  const { queue } = await consumer.assertQueue('', { exclusive: true });
  await consumer.bindQueue(queue, 'acorde.events', 'acorde.v1.#');
  let received = 0;
  const all = new Promise<void>((resolve) => {
    void consumer.consume(queue, () => ++received === count && resolve(), { noAck: true });
  });
  const channel = await out.createConfirmChannel();
  const body = Buffer.alloc(bytes, 'x');
  const startMs = performance.now();
  const options = { persistent: true, mandatory: true };
  for (let sent = 0; sent < count; sent += BARE_WINDOW) {
    for (let one = sent; one < Math.min(count, sent + BARE_WINDOW); one += 1)
      channel.publish('acorde.events', 'acorde.v1.file.replicated.bench', body, options);
    await channel.waitForConfirms();
  }
  await all;
  const ms = performance.now() - startMs;
  await Promise.all([out.close(), back.close()]);
  return ms;
}

/** How long each message takes from its publishing to the consumer. */
async function barePaced(count: number, bytes: number, perSecond: number): Promise<number[]> {
  const [out, back] = [await amqp.connect(url), await amqp.connect(url)];
  const consumer = await back.createChannel();
  const { queue } = await consumer.assertQueue('', { exclusive: true });
  await consumer.bindQueue(queue, 'acorde.events', 'acorde.v1.#');
  const latenciesMs: number[] = [];
  const all = new Promise<void>((resolve) => {
    const take = (message: { content: Buffer } | null) => {
      if (message) latenciesMs.push(performance.now() - message.content.readDoubleBE());
      if (latenciesMs.length === count) resolve();
    };
    void consumer.consume(queue, take, { noAck: true });
  });
  const channel = await out.createConfirmChannel();
  const startMs = performance.now();
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) / 1000) * perSecond));
    for (; sent < due; sent += 1) {
      const body = Buffer.alloc(bytes, 'x');
      body.writeDoubleBE(performance.now());
      channel.publish('acorde.events', 'acorde.v1.file.replicated.bench', body, { persistent: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await all;
  await Promise.all([out.close(), back.close()]);
  return latenciesMs;
}

async function main(): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  const peers = process.argv.includes('bare') ? null : await startEventPeers();
  process.on('message', async (command: RigCommand) => {
    const startMs = performance.now();
    let ms = 0;
    let latenciesMs: readonly number[] = [];
    if (command.do === 'bare') ms = await bare(command.count, command.bytes);
    else if (command.do === 'record') await peers?.record(command.count, command.perSecond);
    else latenciesMs = await barePaced(command.count, command.bytes, command.perSecond);
    ms ||= performance.now() - startMs;
    report({ type: 'done', ms, rssBytes: process.memoryUsage.rss(), latenciesMs });
  });
  report({ type: 'ready', url: peers ? await startGateway(peers) : '' });
  setInterval(() => report({ type: 'status', rssBytes: process.memoryUsage.rss() }), 250);
}

await main();
