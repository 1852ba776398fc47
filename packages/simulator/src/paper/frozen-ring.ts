// A large ring on which nothing is repaired, as where the papers measure lookups "before stabilization": every call but
// the steps of the lookups that are measured fails without a word about anybody's life.
import {
  type ChordParameters,
  type Hop,
  type Identifier,
  identifier,
  RemoteError,
  type Routing,
} from '@acorde/chord';
import { SeededRandom } from '../random/seeded-random.ts';
import { firstAtOrAfter, foundRing } from '../runs/found-ring.ts';
import { SIMULATED } from '../runs/parameters.ts';
import type { Host } from '../world/host.ts';
import { World } from '../world/world.ts';

const NEVER_MS = 1e9;
// Lookups at once; they do not meet, so this is about memory alone.
const BATCH = 1_000;
const BATCH_LIMIT_MS = 600_000;

/** Fingers and successor lists alone, as in the papers: nothing is learned from traffic, and no timer repairs anything. */
export function classicOnly(successorListLength: number): ChordParameters {
  return {
    ...SIMULATED,
    successorListLength,
    stabilizeIntervalMinMs: NEVER_MS,
    stabilizeIntervalMaxMs: NEVER_MS,
    mergeProbeIntervalMs: NEVER_MS,
    fullMembershipMax: 1,
    knownMax: 1,
    fingerBase: 2,
    questionsAtOnceMax: 1,
    passiveMax: 1,
    lookupTimeoutMs: BATCH_LIMIT_MS,
    hopsMax: 512,
  };
}

/** One measured lookup. */
export interface Measured {
  /** Members that answered, the owner too. */
  readonly path: number;
  /** Members that did not. */
  readonly timeouts: number;
  /** Whether the first live member at or after the key was reached. */
  readonly resolved: boolean;
}

/** An ideal ring, made at once and then frozen. */
export class FrozenRing {
  readonly world: World;
  readonly #random: SeededRandom;
  readonly #keys = new Set<Identifier>();

  constructor(seed: number, parameters: ChordParameters) {
    this.world = new World({ seed, parameters });
    this.#random = new SeededRandom(seed, 'paper');
  }

  async found(count: number): Promise<void> {
    await foundRing(
      this.world,
      Array.from({ length: count }, () => this.world.add()),
    );
    this.world.network.weather = { ...this.world.network.weather, refuses: true };
    this.world.intercept = ({ step }) => {
      if (step !== null && this.#keys.has(step.key)) return null;
      return Promise.reject(new RemoteError('answered', 'nothing is repaired here'));
    };
  }

  /** A random share of the members fails at one moment. */
  fail(share: number): void {
    const { alive } = this.world;
    for (const host of this.#random.sample(alive, Math.round(share * alive.length))) this.world.crash(host);
  }

  /** So many lookups of random keys from random members. */
  async measure(count: number): Promise<Measured[]> {
    const hosts = [...this.world.alive].sort((a, b) => (a.contact.memberId < b.contact.memberId ? -1 : 1));
    const contacts = hosts.map(({ contact }) => contact);
    const measured: Measured[] = [];
    for (let begun = 0; begun < count; begun += BATCH) {
      const wanted = measured.length + Math.min(BATCH, count - begun);
      for (let i = measured.length; i < wanted; i += 1) {
        const key = this.#random.identifier();
        const owner = contacts[firstAtOrAfter(contacts, key)]?.memberId ?? key;
        const from = this.#random.pick(hosts);
        if (from) void this.#lookUp(from, key, owner).then((one) => measured.push(one));
      }
      await this.world.until(() => measured.length === wanted, BATCH_LIMIT_MS);
      this.#keys.clear();
    }
    return measured;
  }

  /** Whole lookups of random keys, by these members in turn; every member lives. */
  async traces(
    askers: readonly Host[],
    routing: Routing,
    count: number,
  ): Promise<{ readonly from: Host; readonly hops: readonly Hop[] }[]> {
    const traces: { from: Host; hops: readonly Hop[] }[] = [];
    for (let i = 0; i < count; i += 1) {
      const from = askers[i % askers.length] as Host;
      const key = this.#random.identifier();
      this.#keys.add(key);
      const lookup = this.world.lookUp(from, key, { routing });
      void lookup.then(({ hops }) => traces.push({ from, hops }));
    }
    await this.world.until(() => traces.length === count, BATCH_LIMIT_MS);
    this.#keys.clear();
    return traces;
  }

  // The papers' lookup ends where the owner is reached. Ours asks the owner to confirm, and one whose predecessor has just
  // died cannot before the ring is repaired; what comes after it was reached is that, and is not counted.
  async #lookUp(from: Host, key: Identifier, owner: Identifier): Promise<Measured> {
    this.#keys.add(key);
    let path = 0;
    let timeouts = 0;
    if (from.contact.memberId === owner) return { path, timeouts, resolved: true };
    try {
      for await (const hop of from.process?.node.lookup(identifier(key), { routing: 'classic' }) ?? []) {
        if (hop.outcome === 'unreachable') timeouts += 1;
        else path += 1;
        if (hop.to.memberId === owner && hop.outcome !== 'unreachable')
          return { path, timeouts, resolved: true };
      }
    } catch {
      // It has not found the owner, which is what is told.
    }
    return { path, timeouts, resolved: false };
  }
}
