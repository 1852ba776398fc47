import type { PeerAddress } from '../records/ports.ts';

type Candidate = PeerAddress & { readonly zone: string };

/** The order in which to appoint peers: first those in zones without a copy yet, at random among equals, so that one
 * failure's files spread over all peers. `random` gives numbers in [0, 1). */
export function adoptersInOrder(
  candidates: readonly Candidate[],
  copies: ReadonlySet<string>,
  zonesWithCopies: ReadonlySet<string>,
  random: () => number,
): Candidate[] {
  return candidates
    .filter(({ peerId }) => !copies.has(peerId))
    .map((candidate) => ({ candidate, rank: (zonesWithCopies.has(candidate.zone) ? 1 : 0) + random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ candidate }) => candidate);
}
