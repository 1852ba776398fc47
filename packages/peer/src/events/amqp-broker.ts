// RabbitMQ behind the port `Broker`. It declares what the events need:
// a topic exchange, and the durable quorum queue for file events, whose refused messages go to a queue of their own.
// A user who may not declare is fine when it is all there already.
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { System } from '../system.ts';
import { type AmqpConnection, amqpReason, openAmqpConnection } from './amqp-connection.ts';
import type { Broker, BrokerMessage, BrokerSession } from './broker.ts';

export const EVENTS_EXCHANGE = 'acorde.events';
export const DEAD_EXCHANGE = 'acorde.dead';
const FILE_EVENTS = 'acorde.v1.file.#';

/** For all that is declared before the first message. */
const SETUP_TIMEOUT_MS = 15_000;
const ACCESS_REFUSED = 403;

export interface AmqpBrokerOptions {
  /** `amqp://user:password@host:port/vhost`. */
  readonly url: string;
  /** The queue for file events. */
  readonly queue: string;
  /** Shown in RabbitMQ's list of connections. */
  readonly connectionName: string;
  readonly system: System;
  readonly setupTimeoutMs?: number;
}

export function createAmqpBroker(options: AmqpBrokerOptions): Broker {
  const { queue, setupTimeoutMs = SETUP_TIMEOUT_MS } = options;
  return {
    async connect() {
      const connection = await openAmqpConnection(options);
      try {
        const channels = await connection.within(setupTimeoutMs, setUp(connection.model, queue));
        return createSession(connection, channels);
      } catch (error) {
        await connection.close();
        throw new Error(amqpReason(error), { cause: error });
      }
    },
  };
}

interface Channels {
  readonly confirmed: ConfirmChannel;
  readonly transient: Channel;
}

async function setUp(connection: ChannelModel, queue: string): Promise<Channels> {
  await declare(connection, queue);
  const confirmed = await connection.createConfirmChannel();
  const transient = await connection.createChannel();
  return { confirmed, transient };
}

async function declare(connection: ChannelModel, queue: string): Promise<void> {
  const dead = `${queue}.dead`;
  const queueType = { 'x-queue-type': 'quorum' };
  for (const exchange of [EVENTS_EXCHANGE, DEAD_EXCHANGE]) {
    await declareOrCheck(
      connection,
      (channel) => channel.assertExchange(exchange, 'topic', { durable: true }),
      (channel) => channel.checkExchange(exchange),
    );
  }
  await declareQueue(connection, dead, queueType, [DEAD_EXCHANGE, '#']);
  await declareQueue(connection, queue, { ...queueType, 'x-dead-letter-exchange': DEAD_EXCHANGE }, [
    EVENTS_EXCHANGE,
    FILE_EVENTS,
  ]);
}

async function declareQueue(
  connection: ChannelModel,
  queue: string,
  args: object,
  [exchange, pattern]: [string, string],
): Promise<void> {
  await declareOrCheck(
    connection,
    (channel) => channel.assertQueue(queue, { durable: true, arguments: args }),
    (channel) => channel.checkQueue(queue),
  );
  // Who may not bind relies on the operator's binding; without one the broker returns the message.
  await declareOrCheck(
    connection,
    (channel) => channel.bindQueue(queue, exchange, pattern),
    () => Promise.resolve(),
  );
}

async function declareOrCheck(
  connection: ChannelModel,
  declareIt: (channel: Channel) => Promise<unknown>,
  checkIt: (channel: Channel) => Promise<unknown>,
): Promise<void> {
  try {
    await inChannel(connection, declareIt);
  } catch (error) {
    if ((error as { code?: unknown }).code !== ACCESS_REFUSED) throw error;
    await inChannel(connection, checkIt);
  }
}

/** RabbitMQ closes a channel on each refusal, so every step has its own. */
async function inChannel(
  connection: ChannelModel,
  use: (channel: Channel) => Promise<unknown>,
): Promise<void> {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  await use(channel);
  await channel.close();
}

function createSession(connection: AmqpConnection, { confirmed, transient }: Channels): BrokerSession {
  const returned = new Set<string>();
  let blocked: string | null = null;
  let room = true;
  let onChange = () => {};
  const setBlocked = (reason: string | null) => {
    blocked = reason;
    onChange();
  };
  connection.model.on('blocked', (reason) => setBlocked(`the broker is blocked: ${reason}`));
  connection.model.on('unblocked', () => setBlocked(null));
  transient.on('drain', () => {
    room = true;
  });
  const broken = untilChannelFails([confirmed, transient]);
  // The broker returns an unroutable message before it confirms it.
  confirmed.on('return', (message) => returned.add(String(message.properties.messageId)));

  return {
    publish(message) {
      return new Promise((resolve, reject) => {
        confirmed.publish(
          EVENTS_EXCHANGE,
          message.routingKey,
          content(message),
          properties(message, true),
          (error) => {
            const wasReturned = returned.delete(message.messageId);
            if (error) return reject(new Error(amqpReason(error)));
            if (wasReturned && message.mustRoute) return reject(new Error(`no queue takes ${message.type}`));
            resolve();
          },
        );
      });
    },
    offer(message) {
      if (!room) return;
      try {
        room = transient.publish(
          EVENTS_EXCHANGE,
          message.routingKey,
          content(message),
          properties(message, false),
        );
      } catch {
        // The channel is closing; `ended` tells why.
      }
    },
    blocked: () => blocked,
    ended: Promise.race([connection.ended, broken]),
    onBlockedChange(listener) {
      onChange = listener;
    },
    close: connection.close,
  };
}

function untilChannelFails(channels: readonly Channel[]): Promise<string> {
  return new Promise((resolve) => {
    for (const channel of channels) {
      channel.on('error', (error) => resolve(amqpReason(error)));
      channel.on('close', () => resolve('the channel was closed'));
    }
  });
}

function content({ body }: BrokerMessage): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function properties(message: BrokerMessage, lasting: boolean) {
  return {
    messageId: message.messageId,
    type: message.type,
    contentType: message.contentType,
    timestamp: Math.floor(message.timeMs / 1000),
    appId: 'acorde',
    persistent: lasting,
    mandatory: lasting,
  };
}
