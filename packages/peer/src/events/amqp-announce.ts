// Publishes CloudEvents from outside a peer, each with a confirm: for scripts, and to try a consumer.
import type { ConfirmChannel } from 'amqplib';
import type { System } from '../system.ts';
import { amqpReason, openAmqpConnection } from './amqp-connection.ts';
import { EVENTS_EXCHANGE } from './amqp-topology.ts';
import { CLOUD_EVENT_CONTENT_TYPE } from './cloud-event.ts';

export interface Announcement {
  readonly id: string;
  readonly type: string;
}

/** `events` are whole CloudEvents; resolves with how many the broker confirmed. Rejects with the reason at the first that
 * no queue takes, or that the broker refuses. */
export async function announceAmqp(
  { url, system }: { url: string; system: System },
  events: AsyncIterable<Announcement>,
): Promise<number> {
  const connection = await openAmqpConnection({ url, connectionName: 'acorde events publish', system });
  try {
    const { model, ended } = connection;
    const over = ended.then((reason) => Promise.reject(new Error(reason)));
    over.catch(() => {});
    const channel = await Promise.race([model.createConfirmChannel(), over]);
    channel.on('error', () => {});
    let count = 0;
    for await (const event of events) {
      await Promise.race([publish(channel, event), over]);
      count += 1;
    }
    return count;
  } finally {
    await connection.close();
  }
}

/** The routing key ends with `cli`, where that of a peer ends with the head of its id. */
function publish(channel: ConfirmChannel, event: Announcement): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.on('close', () => reject(new Error('the broker refused it')));
    channel.on('error', (error) => reject(new Error(amqpReason(error))));
    // The broker returns what no queue takes before it confirms it.
    let returned = false;
    channel.once('return', () => {
      returned = true;
    });
    const options = { messageId: event.id, type: event.type, contentType: CLOUD_EVENT_CONTENT_TYPE };
    channel.publish(
      EVENTS_EXCHANGE,
      `${event.type}.cli`,
      Buffer.from(JSON.stringify(event)),
      { ...options, appId: 'acorde', persistent: true, mandatory: true },
      (error) => {
        channel.removeAllListeners('return');
        channel.removeAllListeners('close');
        if (error) reject(new Error(amqpReason(error)));
        else if (returned) reject(new Error(`no queue takes ${event.type}`));
        else resolve();
      },
    );
  });
}
