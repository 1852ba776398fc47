// Reads the timeline, the stream at RabbitMQ that keeps every fact for a day: one page for each question, over a
// connection of its own. The stream does not say where it ends, so a page ends when it is full or nothing more comes.
import type { Channel, ConsumeMessage } from 'amqplib';
import type { System } from '../system.ts';
import { type AmqpConnection, openAmqpConnection } from './amqp-connection.ts';
import type { Timeline, TimelinePage, TimelineStart } from './timeline.ts';

const STREAM = 'acorde.timeline';
/** The stream wants a limit; more than a page is never on its way. */
const PREFETCH = 1000;
const SETUP_TIMEOUT_MS = 5_000;
/** Nothing came for so long: that was the end. */
const QUIET_MS = 300;
const READ_MS_MAX = 5_000;

export function createAmqpTimeline({ url, system }: { url: string; system: System }): Timeline {
  return {
    async read(start, take) {
      const connection = await openAmqpConnection(url, 'acorde gateway, timeline', system);
      try {
        return await readPage(connection, start, take, system);
      } finally {
        await connection.close();
      }
    },
  };
}

async function readPage(
  connection: AmqpConnection,
  start: TimelineStart,
  take: (body: Uint8Array) => boolean,
  system: System,
): Promise<TimelinePage> {
  const channel = await connection.within(SETUP_TIMEOUT_MS, connection.model.createChannel());
  const reader = createReader(start, take, system);
  channel.on('error', (error) => reader.fail(error));
  void connection.ended.then((reason) => reader.fail(new Error(reason)));
  await connection.within(SETUP_TIMEOUT_MS, consume(channel, start, reader.message));
  return await reader.page;
}

async function consume(
  channel: Channel,
  start: TimelineStart,
  onMessage: (message: ConsumeMessage, channel: Channel) => void,
): Promise<void> {
  await channel.prefetch(PREFETCH);
  const offset =
    'offset' in start ? start.offset : { '!': 'timestamp', value: Math.floor(start.timeMs / 1000) };
  await channel.consume(STREAM, (message) => message && onMessage(message, channel), {
    arguments: { 'x-stream-offset': offset },
  });
}

function createReader(start: TimelineStart, take: (body: Uint8Array) => boolean, system: System) {
  const { promise: page, resolve, reject } = Promise.withResolvers<TimelinePage>();
  // Whoever asked may have been told of the failure already.
  page.catch(() => {});
  let next = 'offset' in start ? start.offset : 0;
  let done = false;
  const settle = (more: boolean) => {
    done = true;
    cancelQuiet();
    cancelDeadline();
    resolve({ next, more });
  };
  const cancelDeadline = system.schedule(READ_MS_MAX, () => settle(true));
  let cancelQuiet = system.schedule(QUIET_MS, () => settle(false));
  return {
    page,
    message(message: ConsumeMessage, channel: Channel): void {
      if (done) return;
      cancelQuiet();
      cancelQuiet = system.schedule(QUIET_MS, () => settle(false));
      channel.ack(message);
      next = Number(message.properties.headers?.['x-stream-offset'] ?? next) + 1;
      if (!take(message.content)) settle(true);
    },
    fail(error: Error): void {
      done = true;
      cancelQuiet();
      cancelDeadline();
      reject(error);
    },
  };
}
