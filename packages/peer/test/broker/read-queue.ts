// Reads what a RabbitMQ queue holds, as a consumer of the file events does.
import amqp from 'amqplib';

/** A CloudEvent as it lies in the queue. */
export interface QueuedEvent {
  readonly id: string;
  readonly type: string;
  readonly peerid: string;
  readonly sequence: string;
  // biome-ignore lint/suspicious/noExplicitAny: the facts differ, and each test knows its own
  readonly data: any;
}

/** Empties the queue; repeated messages are left out. Throws when a message's id is not that of its event. */
export async function readQueue(url: string, queue: string): Promise<QueuedEvent[]> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  const events = new Map<string, QueuedEvent>();
  for (let message = await channel.get(queue); message; message = await channel.get(queue)) {
    const event = JSON.parse(message.content.toString()) as QueuedEvent;
    if (message.properties.messageId !== event.id)
      throw new Error(`the message ${message.properties.messageId} carries the event ${event.id}`);
    if (!events.has(event.id)) events.set(event.id, event);
    channel.ack(message);
  }
  await connection.close();
  return [...events.values()];
}
