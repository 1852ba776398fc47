// The gateway's own queue at RabbitMQ; the one file of the gateway that knows amqplib. The queue is exclusive: it lives
// as long as the connection and is bounded, so a gateway that is away or slow costs the broker nothing. What it
// misses then, it fetches from the peers.
import amqp, { type ChannelModel, type ConsumeMessage } from 'amqplib';
import { delay, type System } from '../system.ts';

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

const EXCHANGE = 'acorde.events';
const ALL_EVENTS = 'acorde.v1.#';
const QUEUE_MESSAGES_MAX = 50_000;
const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;
const HEARTBEAT_SECONDS = 10;
const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 5_000;

/** `url` as in `amqp://user:password@host:port/vhost`. */
export function createAmqpConsumer({ url, system }: { url: string; system: System }): EventConsumer {
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
        handlers.disconnected(reasonOf(error));
      }
      await delay(system, backoffMs * (0.75 + system.random() / 2), stop.signal);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
    }
  }

  /** Resolves with the reason when the connection is over. */
  async function consumeOnce(handlers: ConsumerHandlers, onConnected: () => void): Promise<string> {
    const connection = await connect(url);
    const ended = untilEnded(connection);
    const onStop = () => void close(connection, system);
    stop.signal.addEventListener('abort', onStop, { once: true });
    try {
      const { lost } = await consume(connection, (message) => handlers.message(message.content));
      onConnected();
      handlers.connected();
      return await Promise.race([ended, lost]);
    } finally {
      stop.signal.removeEventListener('abort', onStop);
      await close(connection, system);
    }
  }

  return {
    start(handlers) {
      running = run(handlers);
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}

function connect(text: string): Promise<ChannelModel> {
  const url = new URL(text);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  const clientProperties = { connection_name: 'acorde gateway' };
  return amqp.connect(url.href, { timeout: CONNECT_TIMEOUT_MS, noDelay: true, clientProperties });
}

/** Resolves once messages flow; `lost` resolves with the reason when they no longer do. */
async function consume(
  connection: ChannelModel,
  onMessage: (message: ConsumeMessage) => void,
): Promise<{ lost: Promise<string> }> {
  await declareExchange(connection);
  const channel = await connection.createChannel();
  const { promise: lost, resolve } = Promise.withResolvers<string>();
  channel.on('error', (error) => resolve(reasonOf(error)));
  channel.on('close', () => resolve('the channel was closed'));
  const { queue } = await channel.assertQueue('', {
    exclusive: true,
    autoDelete: true,
    durable: false,
    arguments: { 'x-max-length': QUEUE_MESSAGES_MAX },
  });
  await channel.bindQueue(queue, EXCHANGE, ALL_EVENTS);
  // A null message says that the broker removed the queue.
  await channel.consume(
    queue,
    (message) => (message ? onMessage(message) : resolve('the queue was removed')),
    {
      noAck: true,
      exclusive: true,
    },
  );
  return { lost };
}

/** A gateway that may not declare the exchange waits for the peers to have done so. */
async function declareExchange(connection: ChannelModel): Promise<void> {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  try {
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    await channel.close();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 403) throw error;
  }
}

function untilEnded(connection: ChannelModel): Promise<string> {
  return new Promise((resolve) => {
    connection.on('error', (error) => resolve(reasonOf(error)));
    connection.on('close', (error) => resolve(error ? reasonOf(error) : 'the connection was closed'));
  });
}

/** A broker that hangs does not answer the farewell either: then the socket is cut. */
async function close(connection: ChannelModel, system: System): Promise<void> {
  const cut = system.schedule(CLOSE_TIMEOUT_MS, () => {
    const { stream } = connection.connection as { stream?: { destroy(): void } };
    stream?.destroy();
  });
  await connection.close().catch(() => {});
  cut();
}

function reasonOf(error: unknown): string {
  // The library keeps back what the broker said to the opening of a vhost.
  if (String(error).includes('Expected ConnectionOpenOk'))
    return 'the vhost is missing, or closed to this user';
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (error instanceof Error)
    return error.message || String((error as { code?: unknown }).code ?? error.name);
  return String(error);
}
