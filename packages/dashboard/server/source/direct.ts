// Events straight from the peers: one watch for each. Needs no broker.
import type { PeerDialer } from '../peer-clients.ts';
import type { System } from '../system.ts';
import type { EventHandlers, EventSource, FollowedPeer } from './port.ts';
import { watchPeer } from './watch-peer.ts';

export function createDirectSource(parts: {
  dialer: PeerDialer;
  handlers: EventHandlers;
  system: System;
}): EventSource {
  const { dialer, handlers, system } = parts;
  const watches = new Map<string, { address: string; end: AbortController; done: Promise<void> }>();
  let running = false;

  function begin(peer: FollowedPeer): void {
    const end = new AbortController();
    const options = { clients: dialer.clients(peer), handlers, system, telemetry: true, signal: end.signal };
    watches.set(peer.peerId, { address: peer.address, end, done: watchPeer(peer, options) });
  }

  function end(peerId: string): Promise<void> {
    const watch = watches.get(peerId);
    watches.delete(peerId);
    watch?.end.abort();
    return watch?.done ?? Promise.resolve();
  }

  return {
    start() {
      running = true;
      handlers.status({ source: 'direct', broker: 'none', reason: '' });
    },
    async stop() {
      running = false;
      await Promise.all([...watches.keys()].map(end));
    },
    follow(peers) {
      if (!running) return;
      const wanted = new Map(peers.map((peer) => [peer.peerId, peer]));
      for (const [peerId, watch] of watches) {
        if (wanted.get(peerId)?.address !== watch.address) void end(peerId);
      }
      for (const peer of peers) if (!watches.has(peer.peerId)) begin(peer);
    },
    // What a watch does not bring is nowhere else either.
    catchUp() {},
  };
}
