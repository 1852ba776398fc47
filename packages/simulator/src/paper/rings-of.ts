import type { ChordParameters } from '@acorde/chord';
import { FrozenRing, type Measured } from './frozen-ring.ts';
import type { PaperOptions } from './paper-table.ts';

// One ring is one draw of identifiers; small ones differ by some percent.
const MEMBERS_IN_ALL = 10_000;
const RINGS_MAX = 10;

/** Lookups on several rings of one size, each with its own identifiers, after a share of each has failed. */
export async function measureRings(
  { seed, lookups, rings: ringsMax = RINGS_MAX }: PaperOptions,
  members: number,
  parameters: ChordParameters,
  failed = 0,
): Promise<Measured[]> {
  const rings = Math.max(1, Math.min(ringsMax, Math.floor(MEMBERS_IN_ALL / members)));
  const measured: Measured[] = [];
  for (let i = 0; i < rings; i += 1) {
    const ring = new FrozenRing(seed + i, parameters);
    await ring.found(members);
    ring.fail(failed);
    measured.push(...(await ring.measure(Math.ceil(lookups / rings))));
  }
  return measured;
}
