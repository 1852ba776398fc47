import { SeededRandom } from '../random/seeded-random.ts';
import type { PaperOptions, PaperTable } from './paper-table.ts';
import { rounded, summarize } from './summary.ts';

/** Members a peer, and what an independent simulation of the same rule has measured: p99 and most, over the mean. */
const KNOWN = [
  [1, 4.68, 10.1],
  [5, 2.39, 3.5],
  [10, 1.92, 3.0],
  [20, 1.67, 2.15],
] as const;
const KNOWN_PEERS = 10_000;
const TOLERANCE = 0.1;

/** How evenly the circle is shared: each peer's share of it over the mean, by the ring members that each one hosts. */
export function virtualNodes({ seed, peers }: PaperOptions & { readonly peers: number }): PaperTable {
  const rows: number[][] = [];
  const broken: string[] = [];
  for (const [members, p99, max] of KNOWN) {
    const load = summarize(sharesOf(new SeededRandom(seed, `virtual nodes ${members}`), peers, members));
    rows.push([members, rounded(load.p1), rounded(load.p50), rounded(load.p99), p99, rounded(load.max), max]);
    if (peers === KNOWN_PEERS && Math.abs(load.p99 / p99 - 1) > TOLERANCE)
      broken.push(`p99 with ${members} members a peer: ${rounded(load.p99)}, known is ${p99}`);
  }
  return {
    name: 'virtual-nodes',
    title: `Load of a peer over the mean, ${peers} peers, by the members that each hosts`,
    source: 'ToN 2003, section VI-B: with more virtual nodes the load evens out',
    columns: ['members a peer', 'p1', 'p50', 'p99', 'known', 'most', 'known'],
    rows,
    broken,
  };
}

// With keys without number a peer's load is its share of the circle. Places are doubles: 53 bits keep 200,000 apart.
function sharesOf(random: SeededRandom, peers: number, membersEach: number): number[] {
  const places = Array.from({ length: peers * membersEach }, (_, i) => ({
    at: random.next() + random.next() / 2 ** 32,
    peer: i % peers,
  })).sort((a, b) => a.at - b.at);
  const shares = new Array<number>(peers).fill(0);
  let before = (places.at(-1)?.at ?? 0) - 1;
  for (const { at, peer } of places) {
    shares[peer] = (shares[peer] ?? 0) + (at - before) * peers;
    before = at;
  }
  return shares;
}
