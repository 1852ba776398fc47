// What the events need of RabbitMQ: a topic exchange; the durable quorum queue for file events, whose refused messages
// go to a queue of their own; and the timeline, a stream of all facts that can be read again from any moment. A user who
// may not declare is fine when it is all there already.
import type { Channel, ChannelModel } from 'amqplib';
import { factEntities } from './event-type.ts';

export const EVENTS_EXCHANGE = 'acorde.events';
const DEAD_EXCHANGE = 'acorde.dead';
export const TIMELINE_STREAM = 'acorde.timeline';
/** A gap says that file events may be missing, so whoever reads them must hear of it. */
const FILE_EVENTS = ['acorde.v1.file.#', 'acorde.v1.log.#'];
const QUORUM = { 'x-queue-type': 'quorum' };
/** As long as the peers' own logs go back. Old segments go as a whole, so they are small. */
const TIMELINE = {
  'x-queue-type': 'stream',
  'x-max-age': '24h',
  'x-max-length-bytes': 512 * 1024 * 1024,
  'x-stream-max-segment-size-bytes': 16 * 1024 * 1024,
};
const ACCESS_REFUSED = 403;

/** Rejects when something exists with other arguments, or is missing and this user may not declare it. */
export async function declareTopology(connection: ChannelModel, queue: string): Promise<void> {
  for (const exchange of [EVENTS_EXCHANGE, DEAD_EXCHANGE]) {
    await declareOrCheck(
      connection,
      (channel) => channel.assertExchange(exchange, 'topic', { durable: true }),
      (channel) => channel.checkExchange(exchange),
    );
  }
  const fileQueue = { ...QUORUM, 'x-dead-letter-exchange': DEAD_EXCHANGE };
  const facts = factEntities().map((entity) => `acorde.v1.${entity}.#`);
  await declareQueue(connection, `${queue}.dead`, QUORUM, { exchange: DEAD_EXCHANGE, patterns: ['#'] });
  await declareQueue(connection, queue, fileQueue, { exchange: EVENTS_EXCHANGE, patterns: FILE_EVENTS });
  await declareQueue(connection, TIMELINE_STREAM, TIMELINE, { exchange: EVENTS_EXCHANGE, patterns: facts });
}

async function declareQueue(
  connection: ChannelModel,
  queue: string,
  args: object,
  { exchange, patterns }: { exchange: string; patterns: readonly string[] },
): Promise<void> {
  await declareOrCheck(
    connection,
    (channel) => channel.assertQueue(queue, { durable: true, arguments: args }),
    (channel) => channel.checkQueue(queue),
  );
  // Who may not bind relies on the operator's bindings.
  await declareOrCheck(
    connection,
    async (channel) => {
      for (const pattern of patterns) await channel.bindQueue(queue, exchange, pattern);
    },
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
