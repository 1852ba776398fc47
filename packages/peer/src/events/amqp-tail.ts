// Follows the events at RabbitMQ: from now on through a queue of its own, or from a moment of the last day on through the
// timeline, which goes on with what comes. The broker keeps what the reader has no room for, up to a bound.
import type { Channel, ConsumeMessage } from 'amqplib';
import type { System } from '../system.ts';
import { amqpReason, openAmqpConnection } from './amqp-connection.ts';
import { EVENTS_EXCHANGE, TIMELINE_STREAM } from './amqp-topology.ts';
import type { CloudEvent } from './cloud-event.ts';
import { parseCloudEvent } from './parse-cloud-event.ts';
import { bindingKeys, passes, type TailFilter } from './tail-filter.ts';

export interface AmqpTailOptions {
  readonly url: string;
  readonly filter: TailFilter;
  /** Unix milliseconds; absent: from now on. */
  readonly sinceMs?: number | undefined;
  readonly system: System;
  readonly signal: AbortSignal;
  /** Called once messages flow. */
  readonly onReady?: (() => void) | undefined;
}

const SETUP_TIMEOUT_MS = 15_000;
const PREFETCH = 200;
const QUEUE_MESSAGES_MAX = 10_000;
const SEEN_MAX = 20_000;

/** Ends when the signal aborts; throws the reason when the connection ends. What is no event of ours is left out. */
export async function* tailAmqp(options: AmqpTailOptions): AsyncGenerator<CloudEvent> {
  const { url, filter, sinceMs = 0, system, signal } = options;
  const keys = bindingKeys(filter);
  const connection = await openAmqpConnection({ url, connectionName: 'acorde events tail', system });
  const inbox = createInbox();
  const isNew = createMemory();
  void connection.ended.then((reason) => inbox.end(new Error(reason)));
  const onAbort = () => inbox.end(null);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const channel = await connection.within(SETUP_TIMEOUT_MS, connection.model.createChannel());
    channel.on('error', (error) => inbox.end(new Error(amqpReason(error))));
    await connection.within(SETUP_TIMEOUT_MS, consume(channel, options, keys, inbox.push));
    options.onReady?.();
    for (let message = await inbox.next(); message && !signal.aborted; message = await inbox.next()) {
      const event = parseCloudEvent(message.content);
      const wanted = event && passes(filter, event) && Date.parse(event.time) >= sinceMs;
      if (wanted && isNew(event.id)) yield event;
      channel.ack(message);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await connection.close();
  }
}

async function consume(
  channel: Channel,
  { sinceMs }: AmqpTailOptions,
  keys: readonly string[],
  push: (message: ConsumeMessage | null) => void,
): Promise<void> {
  await channel.prefetch(PREFETCH);
  if (sinceMs !== undefined) {
    const offset = { '!': 'timestamp', value: Math.floor(sinceMs / 1000) };
    await channel.consume(TIMELINE_STREAM, push, { arguments: { 'x-stream-offset': offset } });
    return;
  }
  const bound = { 'x-max-length': QUEUE_MESSAGES_MAX };
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true, arguments: bound });
  for (const key of keys) await channel.bindQueue(queue, EVENTS_EXCHANGE, key);
  await channel.consume(queue, push, { exclusive: true });
}

/** Whether an id is new. Peers publish again what a dying broker did not confirm. */
function createMemory(): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return false;
    seen.add(id);
    if (seen.size > SEEN_MAX) seen.delete(seen.values().next().value as string);
    return true;
  };
}

/** Holds no more than the prefetch: nothing is acknowledged before it was taken. */
function createInbox() {
  const waiting: ConsumeMessage[] = [];
  let ended: { error: Error | null } | null = null;
  let wake = () => {};
  return {
    push(message: ConsumeMessage | null) {
      if (message) waiting.push(message);
      else ended ??= { error: new Error('the queue was removed') };
      wake();
    },
    end(error: Error | null) {
      ended ??= { error };
      wake();
    },
    /** Null at the end. */
    async next(): Promise<ConsumeMessage | null> {
      for (;;) {
        const message = waiting.shift();
        if (message) return message;
        if (ended?.error) throw ended.error;
        if (ended) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
