import type { PeerAddress } from '../records/ports.ts';
import type { System } from '../system.ts';

/** Puts peers in the order in which to ask them for a replica: one of each other zone first, then the rest, each part
 * by chance. A zone that is not named is no zone: it tells nothing about what fails together. */
export function replicaOrder<Peer extends PeerAddress & { zone: string }>(
  peers: readonly Peer[],
  ownZone: string,
  system: Pick<System, 'random'>,
): Peer[] {
  const shuffled = shuffle(peers, system);
  const taken = new Set([ownZone]);
  const apart: Peer[] = [];
  const rest: Peer[] = [];
  for (const peer of shuffled) {
    if (peer.zone === '' || taken.has(peer.zone)) rest.push(peer);
    else apart.push(peer);
    taken.add(peer.zone);
  }
  return [...apart, ...rest];
}

function shuffle<T>(items: readonly T[], system: Pick<System, 'random'>): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    const j = Math.floor(system.random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}
