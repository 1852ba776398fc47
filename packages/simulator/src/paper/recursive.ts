// Would lookups be quicker if each member handed the question on, instead of the asker calling every member on the way? The
// traces are those of the real core on a ring at rest; the time of each is computed for both ways on the same made-up map:
// members are points on a square that comes round, a message takes 2 ms and the distance, 47 ms in the mean. Near fingers are
// not in it (they need round trips that last): `npm run bench -- routes` has them.
import { DEFAULT, type Hop, type Identifier, type Routing } from '@acorde/chord';
import { SeededRandom } from '../random/seeded-random.ts';
import type { Host } from '../world/host.ts';
import { classicOnly, FrozenRing } from './frozen-ring.ts';
import type { PaperOptions, PaperTable } from './paper-table.ts';
import { rounded, summarize } from './summary.ts';

const MESSAGE_MS_MIN = 2;
// The mean distance on a unit square that comes round is 0.3826.
const MESSAGE_MS_PER_UNIT = 45 / 0.3826;
// Members that know all others, and look up for everybody.
const KNOWING = 16;

type Point = readonly [number, number];
type Trace = { readonly from: Host; readonly hops: readonly Hop[] };

/** The time of lookups, iterative and recursive, from the same traces. */
export async function recursive(
  options: PaperOptions & { readonly sizes: readonly number[] },
): Promise<PaperTable> {
  const rows: (number | string)[][] = [];
  for (const members of options.sizes) rows.push(...(await rowsOf(options, members)));
  return {
    name: 'recursive',
    title: 'Time of a lookup, ms in the mean: the asker calls each member, or each hands it on',
    source: 'the two ways: Dabek et al. 2004 (DHash++)',
    columns: ['N', 'routing', 'members asked', 'iterative', 'recursive', 'ratio'],
    rows,
    broken: [],
  };
}

async function rowsOf({ seed, lookups }: PaperOptions, members: number): Promise<(number | string)[][]> {
  const { fingerBase, fullMembershipMax } = DEFAULT;
  const parameters = { ...classicOnly(8), fingerBase, fullMembershipMax, knownMax: fullMembershipMax };
  const ring = new FrozenRing(seed, parameters);
  await ring.found(members);
  const random = new SeededRandom(seed, 'recursive');
  const points = new Map<Identifier, Point>();
  for (const { contact } of ring.world.alive) points.set(contact.memberId, [random.next(), random.next()]);
  const timed = async (name: string, routing: Routing, askers: readonly Host[]) => {
    const traces = await ring.traces(askers, routing, lookups);
    const mean = (times: readonly number[]) => rounded(summarize(times).mean, 1);
    const iterative = mean(traces.map((trace) => iterativeMs(trace, points)));
    const handedOn = mean(traces.map((trace) => recursiveMs(trace, points)));
    const asked = summarize(traces.map(({ hops }) => hops.length)).mean;
    return [members, name, rounded(asked), iterative, handedOn, rounded(handedOn / iterative)];
  };
  const { alive } = ring.world;
  const classic = await timed('classic, fingers of base 2', 'classic', alive);
  const base8 = await timed('fingers of base 8', 'auto', alive);
  const knowing = random.sample(alive, KNOWING);
  for (const host of knowing) host.process?.node.learn(alive.map(({ contact }) => contact));
  return [classic, base8, await timed('full membership (default)', 'auto', knowing)];
}

function iterativeMs({ from, hops }: Trace, points: ReadonlyMap<Identifier, Point>): number {
  const asker = points.get(from.contact.memberId);
  return hops.reduce((sum, { to }) => sum + 2 * messageMs(asker, points.get(to.memberId)), 0);
}

// From the asker along the members of the trace, and from the last one, the owner, back.
function recursiveMs({ from, hops }: Trace, points: ReadonlyMap<Identifier, Point>): number {
  const asker = points.get(from.contact.memberId);
  const way = [asker, ...hops.map(({ to }) => points.get(to.memberId)), asker];
  return hops.length === 0
    ? 0
    : way.reduce((sum, point, i) => sum + (i === 0 ? 0 : messageMs(way[i - 1], point)), 0);
}

function messageMs(a: Point = [0, 0], b: Point = [0, 0]): number {
  const round = (d: number) => Math.min(Math.abs(d), 1 - Math.abs(d));
  return MESSAGE_MS_MIN + MESSAGE_MS_PER_UNIT * Math.hypot(round(a[0] - b[0]), round(a[1] - b[1]));
}
