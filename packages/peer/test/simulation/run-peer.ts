// A peer of a run, and what the others are told of it.
import type { Host, World } from '@acorde/simulator';
import type { Membership } from '../../src/files/ports.ts';
import type { Signer } from '../../src/records/ports.ts';
import type { Remains } from './life-options.ts';
import type { SimulatedLife } from './simulated-life.ts';

/** A peer that died is named for so long, as by the gossip of real ones. */
const NOTICED_MS = 3_000;

/** A peer of a run, in all of its lives. */
export interface RunPeer {
  readonly name: string;
  readonly signer: Signer;
  readonly host: Host;
  state: 'up' | 'down' | 'leaving' | 'left' | 'lost';
  sinceMs: number;
  life: SimulatedLife | null;
  remains: Remains | null;
}

/** Stands for membership, which peers tell one another. */
export function named(self: RunPeer, peers: readonly RunPeer[], world: World): Membership {
  const addressOf = ({ host, signer }: RunPeer) => ({
    peerId: signer.peerId,
    address: host.contact.address,
    zone: host.contact.zone,
  });
  const others = () => peers.filter((peer) => peer !== self);
  const isNamed = ({ state, sinceMs }: RunPeer) =>
    state === 'up' || (state !== 'leaving' && world.nowMs - sinceMs < NOTICED_MS);
  return {
    livePeers: () => others().filter(isNamed).map(addressOf),
    takers: () => others().filter(isNamed).map(addressOf),
    expectedPeers: () => others().filter(({ state }) => state === 'up' || state === 'down').length,
    addressOf: (peerId) => {
      const peer = others().find(({ signer }) => signer.peerId === peerId);
      return peer ? addressOf(peer) : null;
    },
  };
}
