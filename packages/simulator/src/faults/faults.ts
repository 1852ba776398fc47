// Everything that may happen to the hosts of a world. What is done and to whom comes from the random numbers of one
// stream; how often which is done, and within what budget, is up to the runs.
import type { Contact } from '@acorde/chord';
import { SeededRandom } from '../random/seeded-random.ts';
import type { History } from '../runs/history.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';
import { liesAbout } from './lies.ts';

/** What befalls hosts, each by its name and counted. */
export class Faults {
  readonly counts: Record<string, number> = {};
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #lies: SeededRandom;
  readonly #history: History;

  constructor(world: World, random: SeededRandom, history: History) {
    this.#world = world;
    this.#random = random;
    this.#lies = new SeededRandom(random.seed, 'lies');
    this.#history = history;
  }

  /** New members at one moment; each knows so many of `through`. */
  join(count: number, through: readonly Host[], knownEach: number): void {
    this.#did(count > 1 ? 'flash join' : 'join', `${count} join`);
    for (let i = 0; i < count; i += 1) {
      const known = this.#random.sample(through, knownEach).map((host) => host.contact);
      this.#world.start(this.#world.add(), known);
    }
  }

  /** At one moment. */
  crash(hosts: readonly Host[]): void {
    if (hosts.length === 0) return;
    this.#did(hosts.length > 1 ? 'correlated crash' : 'crash', `${names(hosts)} crash`);
    for (const host of hosts) this.#world.crash(host);
  }

  leave(host: Host): void {
    this.#did('leave', `${host.name} leaves`);
    void this.#world.leave(host);
  }

  /** With what is on its disk and what it was told at its start, half of the time at another address. */
  restart(host: Host, known: readonly Contact[]): void {
    const moves = this.#random.chance(0.5);
    this.#did('restart', `${host.name} comes back${moves ? ' at another address' : ''}`);
    this.#world.start(host, known, moves);
  }

  pause(host: Host, forMs: number): void {
    this.#did('pause', `${host.name} pauses for ${forMs} ms`);
    this.#world.pause(host, forMs);
  }

  /** For so long it answers whatever it likes. */
  lie(host: Host, forMs: number): void {
    const { process } = host;
    if (process === null) return;
    this.#did('lie', `${host.name} lies for ${forMs} ms`);
    const known = this.#world.hosts.map(({ contact }) => contact);
    process.lie = liesAbout(known, this.#lies);
    this.#world.after(forMs, () => {
      process.lie = null;
    });
  }

  /** Its clock jumps ahead, as after a sleep. */
  jump(host: Host, byMs: number): void {
    if (host.process === null) return;
    this.#did('clock jump', `the clock of ${host.name} jumps by ${byMs} ms`);
    host.process.aheadMs += byMs;
  }

  /** What some members know reaches their disks. */
  sync(): void {
    for (const host of this.#world.alive) if (this.#random.chance(0.5)) this.#world.sync(host);
  }

  /** A random side is cut from the rest, half of the time one way only, for so long. */
  partition(forMs: number): void {
    const side = this.#world.alive.filter(() => this.#random.chance(0.5));
    const rest = this.#world.alive.filter((host) => !side.includes(host));
    const [a, b] = [side, rest].map((hosts) => hosts.map((host) => host.contact.address)) as [
      string[],
      string[],
    ];
    const oneWay = this.#random.chance(0.5);
    const { cuts } = this.#world.network;
    const heal = oneWay ? cuts.cutOneWay(a, b) : cuts.cut(a, b);
    this.#did(oneWay ? 'one-way partition' : 'partition', `${names(side)} | ${names(rest)} for ${forMs} ms`);
    this.#world.after(forMs, heal);
  }

  /** A random half, rounded, is cut from the rest both ways, for so long. */
  split(forMs: number): void {
    const { alive, network } = this.#world;
    const side = this.#random.sample(alive, Math.floor(alive.length / 2));
    const rest = alive.filter((host) => !side.includes(host));
    const addresses = (hosts: readonly Host[]) => hosts.map((host) => host.contact.address);
    this.#did('split', `${names(side)} | ${names(rest)} for ${forMs} ms`);
    this.#world.after(forMs, network.cuts.cut(addresses(side), addresses(rest)));
  }

  /** Neighbours on the circle, from a random place on; by their identifiers, whatever the ring believes. */
  adjacent(candidates: readonly Host[], count: number): Host[] {
    const order = [...candidates].sort((a, b) => (a.contact.memberId < b.contact.memberId ? -1 : 1));
    const start = this.#random.below(Math.max(1, order.length));
    return [...order.slice(start), ...order.slice(0, start)].slice(0, count);
  }

  #did(what: string, line: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    this.#history.did(line);
  }
}

function names(hosts: readonly Host[]): string {
  return hosts.map((host) => host.name).join(' ');
}
