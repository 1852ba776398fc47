// The gateway's own queue at RabbitMQ. The queue is exclusive: it lives as long as the connection and is bounded, so a
// gateway that is away or slow costs the broker nothing, and many stand side by side. What it misses, it fetches from
// the peers.
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { delay, type System } from '../system.ts';
import { amqpReason, openAmqpConnection } from './amqp-connection.ts';

export interface EventConsumer {
  start(handlers: ConsumerHandlers): void;
  stop(): Promise<void>;
}

export interface ConsumerHandlers {
  /** From now on messages arrive. */
  connected(): void;
  /** Messages may be lost from now on. */
  disconnected(reason: string): void;
  message(body: Uint8Array): void;
}

export interface AmqpConsumerOptions {
  /** `amqp://user:password@host:port/vhost`. */
  readonly url: string;
  readonly system: System;
  /** For all that comes before the first message. */
  readonly setupTimeoutMs?: number;
}

const EXCHANGE = 'acorde.events';
const ALL_EVENTS = 'acorde.v1.#';
const QUEUE_MESSAGES_MAX = 50_000;
const SETUP_TIMEOUT_MS = 15_000;
const STOP_WAIT_MS = 1_500;
const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 5_000;
const ACCESS_REFUSED = 403;

export function createAmqpConsumer(options: AmqpConsumerOptions): EventConsumer {
  const { url, system, setupTimeoutMs = SETUP_TIMEOUT_MS } = options;
  const stop = new AbortController();
  let running = Promise.resolve();

  async function run(handlers: ConsumerHandlers): Promise<void> {
    let backoffMs = BACKOFF_MS_MIN;
    while (!stop.signal.aborted) {
      try {
        const reason = await consumeOnce(handlers, () => {
          backoffMs = BACKOFF_MS_MIN;
        });
        handlers.disconnected(reason);
      } catch (error) {
        handlers.disconnected(amqpReason(error));
      }
      await delay(system, backoffMs * (0.75 + system.random() / 2), stop.signal);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
    }
  }

  /** Resolves with the reason when the connection is over. */
  async function consumeOnce(handlers: ConsumerHandlers, onConnected: () => void): Promise<string> {
    const connection = await openAmqpConnection(url, 'acorde gateway', system);
    const stopped = new Promise<string>((resolve) => {
      if (stop.signal.aborted) resolve('stopping');
      stop.signal.addEventListener('abort', () => resolve('stopping'), { once: true });
    });
    try {
      const setup = setUp(connection.model, system, (message) => handlers.message(message.content));
      const outcome = await Promise.race([connection.within(setupTimeoutMs, setup), stopped]);
      if (typeof outcome === 'string') return outcome;
      onConnected();
      handlers.connected();
      return await Promise.race([connection.ended, outcome.lost, stopped]);
    } finally {
      await connection.close();
    }
  }

  return {
    start(handlers) {
      running = run(handlers);
    },
    async stop() {
      stop.abort();
      // A connection that is still being opened ends by itself.
      await Promise.race([running, delay(system, STOP_WAIT_MS)]);
    },
  };
}

/** Resolves once messages flow; `lost` resolves with the reason when they no longer do. */
async function setUp(
  connection: ChannelModel,
  system: System,
  onMessage: (message: ConsumeMessage) => void,
): Promise<{ lost: Promise<string> }> {
  await declareExchange(connection);
  const channel = await connection.createChannel();
  const { promise: lost, resolve } = Promise.withResolvers<string>();
  channel.on('error', (error) => resolve(amqpReason(error)));
  channel.on('close', () => resolve('the channel was closed'));
  const queue = await declareQueue(channel, `acorde.gateway.${system.uuid()}`);
  // A null message says that the broker removed the queue.
  const take = (message: ConsumeMessage | null) =>
    message ? onMessage(message) : resolve('the queue was removed');
  await channel.consume(queue, take, { noAck: true, exclusive: true });
  return { lost };
}

async function declareQueue(channel: Channel, name: string): Promise<string> {
  const bound = { arguments: { 'x-max-length': QUEUE_MESSAGES_MAX } };
  const { queue } = await channel.assertQueue(name, {
    ...{ exclusive: true, autoDelete: true, durable: false },
    ...bound,
  });
  await channel.bindQueue(queue, EXCHANGE, ALL_EVENTS);
  return queue;
}

/** A gateway that may not declare the exchange waits for the peers to have done so. */
async function declareExchange(connection: ChannelModel): Promise<void> {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  try {
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    await channel.close();
  } catch (error) {
    if ((error as { code?: unknown }).code !== ACCESS_REFUSED) throw error;
  }
}
