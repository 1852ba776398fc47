// RabbitMQ behind the port `Broker`: one connection with two channels, since facts are confirmed and telemetry is not.
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { System } from '../system.ts';
import { type AmqpConnection, amqpReason, openAmqpConnection } from './amqp-connection.ts';
import { declareTopology, EVENTS_EXCHANGE } from './amqp-topology.ts';
import type { Broker, BrokerMessage, BrokerSession } from './broker.ts';

/** For all that is declared before the first message. */
const SETUP_TIMEOUT_MS = 15_000;

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
        return createSession(connection, channels, queue);
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
  await declareTopology(connection, queue);
  const confirmed = await connection.createConfirmChannel();
  const transient = await connection.createChannel();
  return { confirmed, transient };
}

function createSession(
  connection: AmqpConnection,
  { confirmed, transient }: Channels,
  queue: string,
): BrokerSession {
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
  const ended = Promise.race([connection.ended, untilChannelFails([confirmed, transient])]);
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
    // No time limit: a blocked broker answers when it is blocked no more, and a dead one ends the session.
    async verify() {
      const gone = ended.then((reason) => Promise.reject(new Error(reason)));
      await Promise.race([transient.checkQueue(queue), gone]);
    },
    blocked: () => blocked,
    ended,
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
