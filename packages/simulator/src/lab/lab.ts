// A ring to play with: the real core under virtual time, in a browser's worker or anywhere else. Nothing passes by
// itself; who holds the lab says how much virtual time goes by. What is asked while something is under way waits its turn.
import { identifier, type Routing } from '@acorde/chord';
import { countRings } from '../checkers/one-ring.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { foundRing } from '../runs/found-ring.ts';
import { whyNotIdeal } from '../runs/grow-ring.ts';
import { SIMULATED } from '../runs/parameters.ts';
import type { RunTurns } from '../time/turns.ts';
import type { Host } from '../world/host.ts';
import { World } from '../world/world.ts';
import type { LabLookup, LabMember, LabState } from './lab-state.ts';
import { positionOf, traceLookup } from './trace-lookup.ts';

/** Members that a lab holds, those that are down too. */
export const LAB_MEMBERS_MAX = 10_000;

const LOOKUP_LIMIT_MS = 60_000;
// Members that a newcomer is told of.
const KNOWN = 3;

/** What a lab is made of. */
export interface LabOptions {
  readonly seed: number;
  /** Members of the ring at the start: 1 to LAB_MEMBERS_MAX. */
  readonly members: number;
  /** How lookups route unless they say otherwise; `classic` unless given, since a small ring is one hop else. */
  readonly routing?: Routing;
  /** r; 4 unless given. */
  readonly successorListLength?: number;
  readonly turns?: RunTurns;
}

/** One ring: `start` once, then anything. Throws RangeError for names that are not there and numbers out of range. */
export class Lab {
  readonly #options: LabOptions;
  readonly #world: World;
  readonly #random: SeededRandom;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: LabOptions) {
    const { seed, members, successorListLength = SIMULATED.successorListLength, turns } = options;
    if (!Number.isInteger(members) || members < 1 || members > LAB_MEMBERS_MAX)
      throw new RangeError(`a lab has 1 to ${LAB_MEMBERS_MAX} members`);
    this.#options = options;
    this.#random = new SeededRandom(seed, 'lab');
    const parameters = { ...SIMULATED, successorListLength };
    this.#world = new World({ seed, parameters, ...(turns ? { turns } : {}) });
  }

  /** Makes the ring, ideal and with its fingers. */
  start(): Promise<LabState> {
    return this.#inTurn(async () => {
      const hosts = Array.from({ length: this.#options.members }, () => this.#world.add());
      await foundRing(this.#world, hosts, { knownEach: KNOWN });
    });
  }

  /** Lets so much virtual time go by, to the next whole millisecond: the queue of events knows no parts of one. */
  step(ms: number): Promise<LabState> {
    if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError('a step is some milliseconds');
    return this.#inTurn(() => this.#world.run(Math.ceil(ms)));
  }

  /** The lab at this moment. */
  state(): LabState {
    const world = this.#world;
    const names = new Map(world.hosts.map((host) => [host.contact.memberId as string, host.name]));
    return {
      nowMs: world.nowMs,
      events: world.events,
      messages: { ...world.network.sent },
      members: world.hosts.map((host) => memberOf(host, names)),
      notIdeal: whyNotIdeal(world),
      rings: countRings(world.members),
    };
  }

  /** Newcomers, which join as time goes by. Returns their names. */
  add(count = 1): string[] {
    if (this.#world.hosts.length + count > LAB_MEMBERS_MAX)
      throw new RangeError(`a lab has at most ${LAB_MEMBERS_MAX} members`);
    const through = this.#world.alive;
    return Array.from({ length: count }, () => {
      const host = this.#world.add();
      this.#world.start(host, this.#knownOf(through));
      return host.name;
    });
  }

  /** As by SIGKILL, all at one moment. */
  kill(names: readonly string[]): void {
    for (const name of names) this.#world.crash(this.#host(name));
  }

  /** Gracefully; done as time goes by. */
  leave(name: string): void {
    void this.#world.leave(this.#host(name));
  }

  /** A member that is down comes back, and joins as time goes by. */
  restart(name: string): void {
    const host = this.#host(name);
    if (host.alive) throw new RangeError(`${name} is running`);
    this.#world.start(host, this.#knownOf(this.#world.alive));
  }

  /** Nothing runs on it for so long. */
  pause(name: string, forMs: number): void {
    this.#world.pause(this.#host(name), forMs);
  }

  /** Nothing passes between these members and all others, until `heal`. */
  partition(names: readonly string[]): void {
    const side = new Set(names.map((name) => this.#host(name)));
    const rest = this.#world.hosts.filter((host) => !side.has(host));
    const addresses = (hosts: Iterable<Host>) => [...hosts].map(({ contact }) => contact.address);
    this.#world.network.cuts.cut(addresses(side), addresses(rest));
  }

  heal(): void {
    this.#world.network.cuts.healAll();
  }

  /** One-way latency at most, and the probability that a message is lost. */
  setWeather(latencyMaxMs: number, loss: number): void {
    if (!(latencyMaxMs >= 0 && latencyMaxMs <= 10_000 && loss >= 0 && loss <= 1))
      throw new RangeError('the weather is a latency of 0 to 10000 ms and a loss of 0 to 1');
    const { network } = this.#world;
    network.weather = { ...network.weather, latencyMinMs: Math.min(1, latencyMaxMs), latencyMaxMs, loss };
  }

  /** Looks a key up from a member, while virtual time goes by; a random key unless one is given. */
  async lookUp(name: string, key: string = this.#random.identifier(), routing?: Routing): Promise<LabLookup> {
    const host = this.#host(name);
    const wanted = identifier(key);
    let found: LabLookup | null = null;
    await this.#inTurn(async () => {
      const { routing: usual = 'classic' } = this.#options;
      void traceLookup(this.#world, host, wanted, routing ?? usual).then((traced) => {
        found = traced;
      });
      await this.#world.until(() => found !== null, LOOKUP_LIMIT_MS);
    });
    if (found === null) throw new RangeError(`${name} is paused: its lookup has not ended`);
    return found;
  }

  async #inTurn(act: () => Promise<void>): Promise<LabState> {
    const done = this.#tail.then(act);
    this.#tail = done.catch(() => {});
    await done;
    return this.state();
  }

  #knownOf(through: readonly Host[]) {
    return this.#random.sample(through, KNOWN).map(({ contact }) => contact);
  }

  #host(name: string): Host {
    const host = this.#world.hosts.find((known) => known.name === name);
    if (host === undefined) throw new RangeError(`there is no member "${name}"`);
    return host;
  }
}

function memberOf(host: Host, names: ReadonlyMap<string, string>): LabMember {
  const { memberId } = host.contact;
  const snapshot = host.process?.node.snapshot();
  const name = (id: string) => names.get(id) ?? id;
  return {
    name: host.name,
    memberId,
    position: positionOf(memberId),
    phase: snapshot?.phase ?? 'stopped',
    paused: host.process?.paused ?? false,
    predecessor: snapshot?.predecessor ? name(snapshot.predecessor.memberId) : null,
    successors: (snapshot?.successors ?? []).map((contact) => name(contact.memberId)),
    fingers: (snapshot?.fingers ?? []).map(({ exponent, contact }) => ({
      exponent,
      name: name(contact.memberId),
    })),
  };
}
