// Which peers keep a key. One answer of the ring tells it for every key between the one asked for and its owner, so
// the answers are kept as arcs for a few seconds: ten thousand keys on a ring of eight cost eight lookups.
import { between, type Contact, type Identifier } from '@acorde/chord';
import type { System } from '../system.ts';
import type { Ring } from './ports.ts';

/** How long an answer of the ring is used again. The ring needs longer than this to repair itself. */
const ARC_MS = 2_000;
const ARCS_MAX = 4096;

export interface PlacementOptions {
  /** Ask the ring even when an answer is at hand. */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Placement {
  /** The distinct peers that follow a key, its owner first: as many as the ring names. Errors: as Ring.locate. */
  peersOf(key: Identifier, options?: PlacementOptions): Promise<readonly Contact[]>;
  /** Forgets all answers: the ring has changed. */
  invalidate(): void;
}

interface Arc {
  /** A key that was asked for; the arc is [from, to]. */
  readonly from: Identifier;
  readonly to: Identifier;
  readonly peers: readonly Contact[];
  readonly endMs: number;
}

export function createPlacement(ring: Ring, system: System): Placement {
  // Sorted by `to`, each owner once.
  let arcs: Arc[] = [];
  const asking = new Map<Identifier, Promise<readonly Contact[]>>();

  async function ask(key: Identifier, signal: AbortSignal | undefined): Promise<readonly Contact[]> {
    const { owner, successors } = await ring.locate(key, signal);
    const peers = distinctPeers([owner, ...successors]);
    const arc = { from: key, to: owner.memberId, peers, endMs: system.monotonicMs() + ARC_MS };
    if (arcs.length >= ARCS_MAX) arcs = [];
    const at = firstAtOrAfter(arcs, arc.to);
    arcs.splice(at, arcs[at]?.to === arc.to ? 1 : 0, arc);
    return peers;
  }

  function known(key: Identifier): readonly Contact[] | null {
    const arc = arcs[firstAtOrAfter(arcs, key)] ?? arcs[0];
    return arc && covers(arc, key) && arc.endMs > system.monotonicMs() ? arc.peers : null;
  }

  return {
    async peersOf(key, options = {}) {
      const found = options.fresh ? null : known(key);
      if (found) return found;
      // A signal belongs to one caller, so only calls without one share a lookup.
      if (options.signal || options.fresh) return ask(key, options.signal);
      const running = asking.get(key) ?? ask(key, undefined).finally(() => asking.delete(key));
      asking.set(key, running);
      return running;
    },
    invalidate() {
      arcs = [];
    },
  };
}

function covers({ from, to }: Arc, key: Identifier): boolean {
  if (key === from || key === to) return true;
  return from !== to && between(from, key, to);
}

/** The first index whose arc ends at or after the key. */
function firstAtOrAfter(arcs: readonly Arc[], key: Identifier): number {
  let low = 0;
  let high = arcs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((arcs[middle] as Arc).to < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first contact of each peer, in order. */
export function distinctPeers(contacts: readonly Contact[]): Contact[] {
  const seen = new Set<string>();
  return contacts.filter(({ peerId }) => !seen.has(peerId) && seen.add(peerId));
}
