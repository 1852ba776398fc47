// Lookups while members come and go: a ring of some thousand members, joins and leaves by a Poisson process each, one
// lookup a second. Everything is repaired by the core's own timers, which are those of the paper.
import type { ChordParameters, Identifier } from '@acorde/chord';
import { ownerOf } from '../checkers/lookup-oracle.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { foundRing } from '../runs/found-ring.ts';
import { SIMULATED } from '../runs/parameters.ts';
import type { Host } from '../world/host.ts';
import { World } from '../world/world.ts';
import type { PaperOptions, PaperTable } from './paper-table.ts';
import { rounded, summarize } from './summary.ts';

const SUCCESSORS = 20;
// Joins (and leaves) a second, and the lookups of 10,000 that failed. Source: ToN 2003, Table III.
const PAPER = [
  [0.05, 0],
  [0.1, 0],
  [0.15, 2],
  [0.2, 5],
  [0.25, 6],
  [0.3, 8],
  [0.35, 16],
  [0.4, 15],
] as const;
const PAPER_LOOKUPS = 10_000;
// Live members that a newcomer knows.
const KNOWN = 3;

/** Stabilize and one finger every 30 s on the average, U[15, 45]; messages take 50 ms; a silent member costs 500 ms. */
const PARAMETERS: ChordParameters = {
  ...SIMULATED,
  successorListLength: SUCCESSORS,
  stabilizeIntervalMinMs: 30_000,
  stabilizeIntervalMaxMs: 30_000,
  fingerIntervalMinMs: 30_000,
  fingerIntervalMaxMs: 30_000,
  mergeProbeIntervalMs: 30_000,
  hurryMs: 100,
  callTimeoutMs: 500,
  callTimeoutMinMs: 500,
  lookupTimeoutMs: 10_000,
  fullMembershipMax: 1,
  knownMax: 64,
  fingerBase: 2,
  questionsAtOnceMax: 1,
};

/** What came of one row. */
interface Tally {
  paths: number[];
  timeouts: number[];
  failed: number;
}

/** ToN Table III, with fewer rates where so many are asked for. */
export async function churn(
  options: PaperOptions & { readonly members: number; readonly rates?: number },
): Promise<PaperTable> {
  const rows: number[][] = [];
  const broken: string[] = [];
  for (const [rate, paper] of PAPER.slice(-(options.rates ?? PAPER.length))) {
    const { paths, timeouts, failed } = await new Churn(options, rate).run();
    const path = summarize(paths);
    const wait = summarize(timeouts);
    const per10k = rounded((failed / options.lookups) * PAPER_LOOKUPS, 1);
    rows.push([rate, rounded(path.mean), path.p1, path.p99, rounded(wait.mean), failed, per10k, paper]);
    if (per10k > paper)
      broken.push(`at ${rate} a second ${per10k} lookups of 10,000 failed, ${paper} in the paper`);
  }
  return {
    name: 'churn',
    title: `Lookups while members join and leave, ${options.members} members, r = ${SUCCESSORS}, stabilize U[15, 45] s`,
    source: 'ToN 2003, section VI-E, Table III: paths of 3.8 to 4.1, timeouts of .05 to .46',
    columns: ['joins and leaves/s', 'path', 'p1', 'p99', 'timeouts', 'failed', 'of 10,000', 'paper'],
    rows,
    broken,
  };
}

class Churn {
  readonly #options: PaperOptions & { readonly members: number };
  readonly #rate: number;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #tally: Tally = { paths: [], timeouts: [], failed: 0 };

  constructor(options: PaperOptions & { readonly members: number }, rate: number) {
    this.#options = options;
    this.#rate = rate;
    this.#random = new SeededRandom(options.seed, `churn ${rate}`);
    this.#world = new World({ seed: options.seed, parameters: PARAMETERS });
  }

  async run(): Promise<Tally> {
    await foundRing(
      this.#world,
      Array.from({ length: this.#options.members }, () => this.#world.add()),
    );
    this.#world.network.weather = { ...this.#world.network.weather, latencyMinMs: 25, latencyMaxMs: 75 };
    this.#every(this.#rate, () => this.#join());
    this.#every(this.#rate, () => void this.#world.leave(this.#anyone()));
    this.#every(1, () => this.#begun() < this.#options.lookups && void this.#lookUp());
    await this.#world.until(() => this.#ended === this.#options.lookups, this.#options.lookups * 10_000);
    return this.#tally;
  }

  #started = 0;
  #ended = 0;

  #begun(): number {
    return this.#started;
  }

  // A Poisson process.
  #every(perSecond: number, act: () => void): void {
    const waitMs = (-Math.log(1 - this.#random.next()) / perSecond) * 1_000;
    this.#world.after(waitMs, () => {
      act();
      this.#every(perSecond, act);
    });
  }

  #join(): void {
    const known = this.#random.sample(this.#world.alive, KNOWN).map(({ contact }) => contact);
    this.#world.start(this.#world.add(), known);
  }

  #anyone(): Host {
    const { alive } = this.#world;
    const up = alive.filter((host) => host.view !== null);
    return this.#random.pick(up) ?? (alive[0] as Host);
  }

  async #lookUp(): Promise<void> {
    this.#started += 1;
    const key = this.#random.identifier();
    const from = this.#anyone();
    const before = this.#ownerOf(key);
    try {
      const { owner, hops } = await this.#world.lookUp(from, key, { routing: 'classic' });
      this.#tally.paths.push(hops.filter(({ outcome }) => outcome !== 'unreachable').length);
      this.#tally.timeouts.push(hops.filter(({ outcome }) => outcome === 'unreachable').length);
      // Who joined or left while the lookup was under way makes either answer right.
      if (owner.memberId !== before && owner.memberId !== this.#ownerOf(key)) this.#tally.failed += 1;
    } catch {
      // The member that asked has left meanwhile: nobody waits for the answer any more, and another lookup is made.
      if (!from.alive) this.#started -= 1;
      else this.#tally.failed += 1;
      if (!from.alive) return;
    }
    this.#ended += 1;
  }

  #ownerOf(key: Identifier): Identifier {
    return ownerOf(key, this.#world.members).self.memberId;
  }
}
