// A connection of the gateway to RabbitMQ on which nothing waits for ever: the library answers some calls only when the
// broker does, so one that dies or falls silent at the wrong moment would leave its caller waiting.
import amqp, { type ChannelModel } from 'amqplib';
import type { System } from '../system.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;
const HEARTBEAT_SECONDS = 10;

export interface AmqpConnection {
  readonly model: ChannelModel;
  /** Resolves with the reason when the connection is over. Never rejects. */
  readonly ended: Promise<string>;
  /** Settles as `work` does; rejects when the connection ends or `timeoutMs` pass before. */
  within<T>(timeoutMs: number, work: Promise<T>): Promise<T>;
  /** Says farewell; a broker that does not answer gets its socket cut. Never rejects. */
  close(): Promise<void>;
}

/** `name` is shown in RabbitMQ's list of connections. Rejects with a reason that people understand. */
export async function openAmqpConnection(url: string, name: string, system: System): Promise<AmqpConnection> {
  const model = await connect(url, name);
  const ended = new Promise<string>((resolve) => {
    model.on('error', (error) => resolve(amqpReason(error)));
    model.on('close', (error) => resolve(error ? amqpReason(error) : 'the connection was closed'));
  });
  const within = <T>(timeoutMs: number, work: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const cancel = system.schedule(timeoutMs, () =>
        reject(new Error(`the broker did not answer within ${timeoutMs} ms`)),
      );
      void ended.then((reason) => reject(new Error(reason)));
      work.then(resolve, reject).finally(cancel);
    });
  return {
    model,
    ended,
    within,
    async close() {
      // The library throws at once when the connection is already closed.
      const farewell = Promise.resolve().then(() => model.close());
      await within(CLOSE_TIMEOUT_MS, farewell).catch(() => {});
      const { stream } = model.connection as { stream?: { destroy(): void } };
      stream?.destroy();
    },
  };
}

async function connect(text: string, name: string): Promise<ChannelModel> {
  const url = new URL(text);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  const options = { timeout: CONNECT_TIMEOUT_MS, noDelay: true, clientProperties: { connection_name: name } };
  try {
    return await amqp.connect(url.href, options);
  } catch (error) {
    throw new Error(amqpReason(error), { cause: error });
  }
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
