// How events reach the gateway: by watching each peer (direct) or from RabbitMQ (amqp). Both promise the same: per peer
// in order, at least once, and a call of `gap` when something is lost for good.
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { EventsView } from '../../src/wire.ts';
import type { PeerTarget } from '../peer-clients.ts';
import type { Position } from '../sequencer.ts';

export interface FollowedPeer extends PeerTarget {
  readonly peerId: string;
}

export interface EventSource {
  start(): void;
  stop(): Promise<void>;
  /** The peers to follow from now on; those left out are followed no longer. */
  follow(peers: readonly FollowedPeer[]): void;
  /** An event after `position(peer)` is missing: fetch it, where it can be had in another way. */
  catchUp(peer: FollowedPeer): void;
}

/** What a source tells and asks. The callee never throws. */
export interface EventHandlers {
  /** A fact or telemetry. A watch leaves nothing out without saying so; a broker may. */
  event(event: Event, from: 'watch' | 'broker'): void;
  /** Events of this peer no longer exist; the next one follows `position`. */
  gap(peerId: string, position: Position): void;
  /** The connection to the peer ended or went silent: maybe the peer did too. */
  lost(peerId: string, reason: string): void;
  status(view: EventsView): void;
  /** The last event received of this peer; null while nothing is known of it. */
  position(peerId: string): Position | null;
}
