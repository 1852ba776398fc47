// Reads the timeline from its beginning, as a consumer of the stream does.
import amqp from 'amqplib';
import type { QueuedEvent } from './read-queue.ts';

/** Reads until `enough` says so of what came; repeated messages are left out. Order as in the stream. */
export async function readTimeline(
  url: string,
  enough: (events: readonly QueuedEvent[]) => boolean,
): Promise<QueuedEvent[]> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.prefetch(100);
  const events = new Map<string, QueuedEvent>();
  await new Promise<void>((resolve) => {
    const take = (message: amqp.ConsumeMessage | null) => {
      if (!message) return;
      channel.ack(message);
      const event = JSON.parse(message.content.toString()) as QueuedEvent;
      if (!events.has(event.id)) events.set(event.id, event);
      if (enough([...events.values()])) resolve();
    };
    void channel.consume('acorde.timeline', take, { arguments: { 'x-stream-offset': 'first' } });
  });
  await connection.close();
  return [...events.values()];
}
