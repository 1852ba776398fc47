// A connection to RabbitMQ on which nothing waits for ever. The library answers some calls only when the broker does
// (the closing of a channel or of the connection), so a broker that dies or falls silent at the wrong moment would
// leave its caller waiting: every wait here ends with the connection, or with its time.
import type { ChannelModel } from 'amqplib';
import type { System } from '../system.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;
const HEARTBEAT_SECONDS = 10;

export interface AmqpConnectionOptions {
  /** `amqp://user:password@host:port/vhost`. */
  readonly url: string;
  /** Shown in RabbitMQ's list of connections. */
  readonly connectionName: string;
  readonly system: System;
}

export interface AmqpConnection {
  readonly model: ChannelModel;
  /** Resolves with the reason when the connection is over. Never rejects. */
  readonly ended: Promise<string>;
  /** Settles as `work` does; rejects when the connection ends or `timeoutMs` pass before. */
  within<T>(timeoutMs: number, work: Promise<T>): Promise<T>;
  /** Says farewell; a broker that does not answer gets its socket cut. Never rejects. */
  close(): Promise<void>;
}

/** Rejects with a reason that people understand. */
export async function openAmqpConnection(options: AmqpConnectionOptions): Promise<AmqpConnection> {
  const { system } = options;
  const model = await connect(options);
  const ended = untilEnded(model);
  const within = <T>(timeoutMs: number, work: Promise<T>) => settleWithin({ system, ended, timeoutMs, work });
  return {
    model,
    ended,
    within,
    async close() {
      await within(CLOSE_TIMEOUT_MS, farewell(model)).catch(() => {});
      const { stream } = model.connection as { stream?: { destroy(): void } };
      stream?.destroy();
    },
  };
}

/** What went wrong, in the words of the broker or of the socket. */
export function amqpReason(error: unknown): string {
  // The library keeps back what the broker said to the opening of a vhost.
  if (String(error).includes('Expected ConnectionOpenOk'))
    return 'the vhost is missing, or closed to this user';
  if (error instanceof AggregateError) return error.errors.map(amqpReason).join('; ');
  if (error instanceof Error)
    return error.message || String((error as { code?: unknown }).code ?? error.name);
  return String(error);
}

async function connect({ url: text, connectionName }: AmqpConnectionOptions): Promise<ChannelModel> {
  const url = new URL(text);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  const clientProperties = { connection_name: connectionName };
  // Most peers have no broker: they need not load the library either.
  const { default: amqp } = await import('amqplib');
  try {
    return await amqp.connect(url.href, { timeout: CONNECT_TIMEOUT_MS, noDelay: true, clientProperties });
  } catch (error) {
    throw new Error(amqpReason(error), { cause: error });
  }
}

function untilEnded(model: ChannelModel): Promise<string> {
  return new Promise((resolve) => {
    model.on('error', (error) => resolve(amqpReason(error)));
    model.on('close', (error) => resolve(error ? amqpReason(error) : 'the connection was closed'));
  });
}

/** The library throws at once when the connection is already closed. */
async function farewell(model: ChannelModel): Promise<void> {
  await model.close();
}

interface Wait<T> {
  readonly system: System;
  readonly ended: Promise<string>;
  readonly timeoutMs: number;
  readonly work: Promise<T>;
}

function settleWithin<T>({ system, ended, timeoutMs, work }: Wait<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = system.schedule(timeoutMs, () =>
      reject(new Error(`the broker did not answer within ${timeoutMs} ms`)),
    );
    void ended.then((reason) => reject(new Error(reason)));
    work.then(resolve, reject).finally(cancel);
  });
}
