// Events from RabbitMQ. What the broker did not bring is fetched from the peers themselves: after each connection, and
// whenever a number is missing. While the broker is away the peers are watched instead, so the page goes on living.
import type { EventsView } from '../../src/wire.ts';
import type { Logger } from '../logger.ts';
import type { PeerDialer } from '../peer-clients.ts';
import type { Position } from '../sequencer.ts';
import type { System } from '../system.ts';
import type { EventConsumer } from './amqp-consumer.ts';
import { eventFromCloudEvent } from './cloud-event.ts';
import { createDirectSource } from './direct.ts';
import type { EventHandlers, EventSource, FollowedPeer } from './port.ts';
import { createRefusedMessages } from './refused-messages.ts';
import { watchPeer } from './watch-peer.ts';

interface AmqpSourceParts {
  readonly consumer: EventConsumer;
  readonly dialer: PeerDialer;
  readonly handlers: EventHandlers;
  readonly system: System;
  readonly logger: Logger;
}

export function createAmqpSource(parts: AmqpSourceParts): EventSource {
  const { consumer, dialer, handlers, system, logger } = parts;
  const direct = createDirectSource({ dialer, system, handlers: { ...handlers, status: () => {} } });
  const refused = createRefusedMessages({ system, logger });
  const catchingUp = new Map<string, { end: AbortController; again: boolean }>();
  let followed: readonly FollowedPeer[] = [];
  let connected = false;

  function tell(broker: EventsView['broker'], reason: string): void {
    handlers.status({ source: 'amqp', broker, reason });
  }

  function catchUp(peer: FollowedPeer): void {
    if (!connected) return;
    const running = catchingUp.get(peer.peerId);
    if (running) {
      running.again = true;
      return;
    }
    const task = { end: new AbortController(), again: false };
    catchingUp.set(peer.peerId, task);
    void fetchMissing(peer, task.end.signal).finally(() => {
      if (catchingUp.get(peer.peerId) === task) catchingUp.delete(peer.peerId);
      if (task.again && !task.end.signal.aborted) catchUp(peer);
    });
  }

  /** Reads the peer's log from the last event received to where it stood when asked. */
  function fetchMissing(peer: FollowedPeer, signal: AbortSignal): Promise<void> {
    let end: Position | null = null;
    const until = (head: Position | null) => {
      end ??= head;
      const position = handlers.position(peer.peerId);
      return end !== null && position !== null && reaches(position, end);
    };
    const clients = dialer.clients(peer);
    return watchPeer(peer, { clients, handlers, system, telemetry: false, signal, until });
  }

  function endCatchUps(keep: ReadonlySet<string>): void {
    for (const [peerId, task] of catchingUp) {
      if (keep.has(peerId)) continue;
      catchingUp.delete(peerId);
      task.end.abort();
    }
  }

  return {
    start() {
      tell('disconnected', 'connecting');
      direct.start();
      consumer.start({
        connected() {
          connected = true;
          logger.info({}, 'events: connected to the broker');
          tell('connected', '');
          direct.follow([]);
          for (const peer of followed) catchUp(peer);
        },
        disconnected(reason) {
          if (connected)
            logger.warn({ reason }, 'events: the broker is not there; watching the peers instead');
          connected = false;
          tell('disconnected', reason);
          endCatchUps(new Set());
          direct.follow(followed);
        },
        message(body) {
          try {
            handlers.event(eventFromCloudEvent(body), 'broker');
          } catch (error) {
            refused(error);
          }
        },
      });
    },
    async stop() {
      endCatchUps(new Set());
      await Promise.all([consumer.stop(), direct.stop()]);
    },
    follow(peers) {
      const before = new Set(followed.map((peer) => peer.peerId));
      followed = peers;
      endCatchUps(new Set(peers.map((peer) => peer.peerId)));
      if (!connected) return direct.follow(peers);
      for (const peer of peers) if (!before.has(peer.peerId)) catchUp(peer);
    },
    catchUp(peer) {
      catchUp(peer);
    },
  };
}

function reaches(position: Position, end: Position): boolean {
  if (position.incarnation !== end.incarnation) return position.incarnation > end.incarnation;
  return position.seq >= end.seq;
}
