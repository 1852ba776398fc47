// Reads peers' states and decides between alive and failed. A peer is doubted when a connection to it ends, when it
// goes silent, or when a neighbour reports it; then it is asked at once, and only its silence makes it failed.
import type { GetStateResponse } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import { ConnectError } from '@connectrpc/connect';
import type { FleetStore } from './fleet-store.ts';
import type { Logger } from './logger.ts';
import type { PeerDialer } from './peer-clients.ts';
import { probePeer } from './probe.ts';
import type { Sequencer } from './sequencer.ts';
import type { FollowedPeer } from './source/port.ts';
import type { System } from './system.ts';

export interface PeerReader {
  /** Asks a peer for its state; doubts it when it gives no answer. */
  read(peerId: string): Promise<void>;
  /** Asks a doubtful peer over new connections; failed when none answers. */
  doubt(peerId: string, reason: string): Promise<void>;
  /** Asks a failed peer once whether it is back. */
  recheck(peerId: string): Promise<void>;
  /** Takes a state that was read in another way. */
  take(state: GetStateResponse): void;
}

export interface PeerReaderParts {
  readonly store: FleetStore;
  readonly dialer: PeerDialer;
  readonly sequencer: Sequencer;
  readonly system: System;
  readonly logger: Logger;
  /** Peers came, failed or went. */
  readonly onPeersChanged: () => void;
}

const READ_TIMEOUT_MS = 1_500;
/** A peer found with no more events than this is followed from its first one. */
const HISTORY_EVENTS_MAX = 200;

export function createPeerReader(parts: PeerReaderParts): PeerReader {
  const { store, dialer, sequencer, system, logger, onPeersChanged } = parts;
  // Apart, so that a doubt need not wait for a reading that hangs.
  const reading = new Set<string>();
  const probing = new Set<string>();
  const target = (peerId: string): FollowedPeer | null => {
    const peer = store.get().peers.get(peerId);
    return peer ? { peerId, address: peer.address } : null;
  };

  function take(state: GetStateResponse): void {
    const peerId = state.peer?.peerId;
    if (!peerId) return;
    try {
      store.dispatch({ type: 'read', state, atMs: system.nowMs() });
    } catch (error) {
      logger.warn({ peer: peerId.slice(0, 8), err: error }, 'a peer gave a malformed state');
      return;
    }
    if (!sequencer.position(peerId)) {
      const seq = Number(state.seq);
      const position = { incarnation: Number(state.incarnation), seq: seq > HISTORY_EVENTS_MAX ? seq : 0 };
      sequencer.set(peerId, position);
    }
    onPeersChanged();
  }

  function giveUp(peerId: string, reason: string): void {
    const peer = store.get().peers.get(peerId);
    dialer.forget(peerId);
    if (peer?.state === 'leaving') {
      sequencer.forget(peerId);
      store.dispatch({ type: 'removed', peerId });
    } else {
      store.dispatch({ type: 'failed', peerId, reason });
    }
    onPeersChanged();
  }

  /** One question of a kind at a time for each peer. */
  async function once(
    asking: Set<string>,
    peerId: string,
    ask: (peer: FollowedPeer) => Promise<void>,
  ): Promise<void> {
    const peer = target(peerId);
    if (!peer || asking.has(peerId)) return;
    asking.add(peerId);
    try {
      await ask(peer);
    } finally {
      asking.delete(peerId);
    }
  }

  async function probe(peer: FollowedPeer, attempts: number): Promise<void> {
    const result = await probePeer(peer, { attempts }, { dialer, system });
    if (!result.alive) return giveUp(peer.peerId, result.reason);
    if (result.state) take(result.state);
    else store.dispatch({ type: 'answered', peerId: peer.peerId });
  }

  async function doubt(peerId: string, reason: string): Promise<void> {
    await once(probing, peerId, async (peer) => {
      logger.debug({ peer: peerId.slice(0, 8), reason }, 'asking a doubtful peer');
      store.dispatch({ type: 'suspected', peerId });
      await probe(peer, 2);
    });
  }

  return {
    take,
    doubt,
    async read(peerId) {
      let failure = '';
      await once(reading, peerId, async (peer) => {
        try {
          take(await dialer.clients(peer).state.getState({}, { timeoutMs: READ_TIMEOUT_MS }));
        } catch (error) {
          failure = ConnectError.from(error).rawMessage || 'it does not answer';
        }
      });
      if (failure) await doubt(peerId, failure);
    },
    recheck: (peerId) => once(probing, peerId, (peer) => probe(peer, 1)),
  };
}
