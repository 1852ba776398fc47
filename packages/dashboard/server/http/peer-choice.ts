// Which peer a request goes to: the one that was asked for, else one that is well. Reads go on to the next one when a peer
// does not answer; writes never do, since the first may have done them.
import { AcordeError } from '@acorde/protocol';
import type { Fleet } from '../fleet.ts';
import type { PeerClients, PeerDialer } from '../peer-clients.ts';
import { fromPeer } from './problem.ts';

export interface ChosenPeer {
  readonly peerId: string;
  readonly clients: PeerClients;
}

export interface PeerChoice {
  /** The peer that was asked for, or the first one that is well. Throws NOT_FOUND, PEER_UNREACHABLE. */
  one(peerId: string | undefined): ChosenPeer;
  /** As `one`, but none of `asked`. */
  next(peerId: string | undefined, asked: ReadonlySet<string>): ChosenPeer;
  /** Tries peers until one answers; only its own error, not its absence, ends the search. */
  read<T>(peerId: string | undefined, call: (peer: ChosenPeer) => Promise<T>): Promise<T>;
}

const TRIES_MAX = 3;

export function createPeerChoice(fleet: Pick<Fleet, 'state'>, dialer: PeerDialer): PeerChoice {
  function candidates(peerId: string | undefined): ChosenPeer[] {
    const { peers } = fleet.state();
    if (peerId !== undefined) {
      const peer = peers.get(peerId);
      if (!peer) throw new AcordeError('NOT_FOUND', 'the fleet has no such peer');
      if (peer.state === 'failed')
        throw new AcordeError('PEER_UNREACHABLE', `${peer.name} has failed: ${peer.reason}`);
      return [{ peerId, clients: dialer.clients(peer) }];
    }
    const well = [...peers.values()].filter((peer) => peer.state === 'up' && !peer.suspect);
    if (well.length === 0) throw new AcordeError('PEER_UNREACHABLE', 'no peer is up');
    return well.map((peer) => ({ peerId: peer.peerId, clients: dialer.clients(peer) }));
  }

  return {
    one: (peerId) => candidates(peerId)[0] as ChosenPeer,
    next(peerId, asked) {
      // A peer that was asked for by name is asked first; it is not the only one that has the bytes.
      const first = peerId !== undefined && !asked.has(peerId) ? peerId : undefined;
      const peer = candidates(first).find((candidate) => !asked.has(candidate.peerId));
      if (!peer) throw new AcordeError('PEER_UNREACHABLE', 'no other peer is up');
      return peer;
    },
    async read(peerId, call) {
      let last: unknown;
      for (const peer of candidates(peerId).slice(0, TRIES_MAX)) {
        try {
          return await call(peer);
        } catch (error) {
          last = fromPeer(error);
          if ((last as AcordeError).code !== 'PEER_UNREACHABLE') throw last;
        }
      }
      throw last;
    },
  };
}
