// How evenly the fleet carries its load: what each peer has against an equal share.
import type { PeerView } from '../wire.ts';

export type LoadKind = 'keys' | 'bytes';

export interface Load {
  readonly peers: readonly { readonly peerId: string; readonly name: string; readonly value: number }[];
  /** An equal share. */
  readonly ideal: number;
  readonly max: number;
}

/** Peers that are up and have told what they hold, the heaviest first. */
export function loadOf(peers: Iterable<PeerView>, kind: LoadKind): Load {
  const known = [...peers].flatMap(({ peerId, name, state, holdings }) =>
    state === 'up' && holdings !== null
      ? [{ peerId, name, value: kind === 'keys' ? holdings.records : holdings.bytes }]
      : [],
  );
  known.sort((a, b) => b.value - a.value || (a.peerId < b.peerId ? -1 : 1));
  const total = known.reduce((sum, { value }) => sum + value, 0);
  return { peers: known, ideal: known.length === 0 ? 0 : total / known.length, max: known[0]?.value ?? 0 };
}
