// The fleet as the gateway sees it, kept up to date: wires store, source, reader, keeper and hub together.
import { createEventIntake } from './event-intake.ts';
import { createFactHistory, type FactHistory } from './fact-history.ts';
import type { FleetState } from './fleet-state.ts';
import { createFleetStore } from './fleet-store.ts';
import { createHub, type Hub } from './hub.ts';
import { createKeeper } from './keeper.ts';
import type { Logger } from './logger.ts';
import type { PeerDialer } from './peer-clients.ts';
import { createPeerReader, type PeerReader } from './peer-reader.ts';
import { createSequencer } from './sequencer.ts';
import type { EventHandlers, EventSource, FollowedPeer } from './source/port.ts';
import type { System } from './system.ts';

export interface Fleet {
  start(): void;
  stop(): Promise<void>;
  state(): FleetState;
  readonly hub: Hub;
  readonly history: FactHistory;
  readonly reader: PeerReader;
}

export interface FleetOptions {
  readonly seeds: readonly string[];
  readonly dialer: PeerDialer;
  readonly system: System;
  readonly logger: Logger;
  readonly source: (handlers: EventHandlers) => EventSource;
  readonly stateAgeMsMax: number;
}

const RECENT_FACTS_MAX = 200;

export function createFleet(options: FleetOptions): Fleet {
  const { dialer, system, logger } = options;
  const sequencer = createSequencer();
  const history = createFactHistory({ startMs: system.nowMs() });
  const hub = createHub({ system, snapshot: snapshotBody });
  const store = createFleetStore((changes) => hub.publish(changes));
  const reader = createPeerReader({ store, dialer, sequencer, system, logger, onPeersChanged: follow });
  const keeper = createKeeper({ ...options, store, reader });
  const intake = createEventIntake({
    ...{ store, sequencer, history, hub, reader, keeper, system, logger },
    onMissing: (peerId) => {
      const peer = store.get().peers.get(peerId);
      if (peer) source.catchUp(peer);
    },
  });
  const source = options.source({
    event: intake.event,
    gap: intake.gap,
    lost: (peerId, reason) => void reader.doubt(peerId, reason),
    status: (events) => store.dispatch({ type: 'source', events }),
    position: sequencer.position,
  });

  function snapshotBody() {
    const { peers, ring, events, files } = store.get();
    const sorted = [...peers.values()].sort((a, b) => (a.peerId < b.peerId ? -1 : 1));
    return { peers: sorted, ring, events, files, recent: history.latest(RECENT_FACTS_MAX) };
  }

  function follow(): void {
    const peers = [...store.get().peers.values()];
    source.follow(
      peers.filter(({ peerId, state }) => state !== 'failed' && sequencer.position(peerId)).map(toFollowed),
    );
  }

  return {
    start() {
      hub.start();
      source.start();
      keeper.start();
    },
    async stop() {
      keeper.stop();
      await source.stop();
      hub.stop();
    },
    state: store.get,
    hub,
    history,
    reader,
  };
}

function toFollowed({ peerId, address }: FollowedPeer): FollowedPeer {
  return { peerId, address };
}
