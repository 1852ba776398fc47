import { SeededRandom } from '../random/seeded-random.ts';
import type { PaperOptions, PaperTable } from './paper-table.ts';
import { rounded } from './summary.ts';

const COPIES = [1, 2, 3, 4] as const;
const SHARES = [0.1, 0.2, 0.3, 0.5] as const;
const DRAWS = 50;
// Standard errors by which a sample may be off.
const ERRORS = 5;

/** Blocks whose k copies, at the first k members from their key, all fail at one moment: p^k of them. */
export function blockLoss({ seed, members, blocks }: PaperOptions & Sizes): PaperTable {
  const random = new SeededRandom(seed, 'block loss');
  const rows: number[][] = [];
  const broken: string[] = [];
  for (const k of COPIES) {
    for (const p of SHARES) {
      const lost = lostShare(random, { members, blocks }, p, k);
      const expected = p ** k;
      rows.push([k, p, rounded(lost, 5), rounded(expected, 5)]);
      const sample = Math.min(blocks, (DRAWS * members) / k);
      const error = Math.sqrt((expected * (1 - expected)) / sample);
      if (Math.abs(lost - expected) > ERRORS * error)
        broken.push(`k = ${k}, p = ${p}: ${rounded(lost, 5)} lost`);
    }
  }
  return {
    name: 'block-loss',
    title: `Share of ${blocks} blocks lost when a share of ${members} members fails at once`,
    source: 'CFS (SOSP 2001), section 7: copies at successors fail independently, so p^k',
    columns: ['copies k', 'failed p', 'lost', 'p^k'],
    rows,
    broken,
  };
}

/** How large. */
interface Sizes {
  readonly members: number;
  readonly blocks: number;
}

// Blocks of one draw share their fate, so there are many draws.
function lostShare(random: SeededRandom, { members, blocks }: Sizes, share: number, copies: number): number {
  let lost = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const places = Array.from({ length: members }, () => random.next()).sort((a, b) => a - b);
    const dead = new Set(random.sample([...places.keys()], Math.round(share * members)));
    for (let i = 0; i < blocks / DRAWS; i += 1) {
      const key = random.next();
      // Beyond the last the circle begins again.
      const owner = places.findIndex((at) => at >= key);
      const holders = Array.from({ length: copies }, (_, n) => (Math.max(0, owner) + n) % members);
      if (holders.every((at) => dead.has(at))) lost += 1;
    }
  }
  return lost / (DRAWS * Math.ceil(blocks / DRAWS));
}
