// What the publisher needs of a message broker. Implemented over RabbitMQ in amqp-broker.ts.

export interface BrokerMessage {
  readonly routingKey: string;
  /** The event's id: consumers drop what they have seen. */
  readonly messageId: string;
  readonly type: string;
  readonly timeMs: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Publishing fails when no queue takes it. */
  readonly mustRoute: boolean;
}

export interface Broker {
  /** Connects and declares what the events need. Rejects with a reason that people understand. */
  connect(): Promise<BrokerSession>;
}

export interface BrokerSession {
  /** Resolves when the broker has made sure of it. Rejects when it did not, or when the session ended. */
  publish(message: BrokerMessage): Promise<void>;
  /** Sends without a confirm; dropped when there is no room. */
  offer(message: BrokerMessage): void;
  /** Resolves when the queues are there. Rejects with the reason when one is gone, or when the session ended. */
  verify(): Promise<void>;
  /** Why the broker takes nothing at the moment, or null. */
  blocked(): string | null;
  /** Resolves with the reason when the session is over. Never rejects. */
  readonly ended: Promise<string>;
  /** Called when `blocked()` changed. */
  onBlockedChange(listener: () => void): void;
  close(): Promise<void>;
}
