// Chooses what befalls the hosts of a world: what is done and to whom comes from the random numbers of one stream; how
// often which is done, and within what budget, is up to the runs.

import type { Weather } from '../network/weather.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import type { History } from '../runs/history.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';
import type { Act, Deed } from './act.ts';
import { Deeds } from './deeds.ts';

/** What befalls hosts, each by its name and counted. */
export class Faults {
  readonly deeds: Deeds;
  readonly #world: World;
  readonly #random: SeededRandom;

  constructor(world: World, random: SeededRandom, history: History) {
    this.#world = world;
    this.#random = random;
    this.deeds = new Deeds(world, new SeededRandom(random.seed, 'lies'), history);
  }

  /** New members at one moment; each knows so many of `through`. */
  join(count: number, through: readonly Host[], knownEach: number): void {
    const first = this.#world.hosts.length;
    const newcomers = Array.from({ length: count }, (_, i) => {
      return { name: `m${first + i}`, known: names(this.#random.sample(through, knownEach)) };
    });
    this.deeds.do({ kind: 'join', newcomers });
  }

  /** At one moment. */
  crash(hosts: readonly Host[]): void {
    if (hosts.length > 0) this.deeds.do({ kind: 'crash', names: names(hosts) });
  }

  leave({ name }: Host): void {
    this.deeds.do({ kind: 'leave', name });
  }

  /** With what is on its disk and those it is told of at its start, half of the time at another address. */
  restart({ name }: Host, known: readonly Host[]): void {
    this.deeds.do({ kind: 'restart', name, known: names(known), moves: this.#random.chance(0.5) });
  }

  pause({ name }: Host, ms: number): void {
    this.deeds.do({ kind: 'pause', name, ms });
  }

  /** For so long it answers whatever it likes. */
  lie({ name }: Host, ms: number): void {
    this.deeds.do({ kind: 'lie', name, ms });
  }

  /** Its clock jumps ahead, as after a sleep. */
  jump({ name }: Host, ms: number): void {
    this.deeds.do({ kind: 'jump', name, ms });
  }

  /** What some members know reaches their disks. */
  sync(): void {
    const some = this.#world.alive.filter(() => this.#random.chance(0.5));
    this.deeds.do({ kind: 'sync', names: names(some) });
  }

  weather(weather: Weather): void {
    this.deeds.do({ kind: 'weather', weather });
  }

  /** A random side is cut from the rest, half of the time one way only, for so long. */
  partition(ms: number): void {
    const side = this.#world.alive.filter(() => this.#random.chance(0.5));
    const rest = this.#world.alive.filter((host) => !side.includes(host));
    this.deeds.do({
      kind: 'partition',
      sides: [names(side), names(rest)],
      oneWay: this.#random.chance(0.5),
      ms,
    });
  }

  /** A random half, rounded, is cut from the rest both ways, for so long. */
  split(ms: number): void {
    const { alive } = this.#world;
    const side = this.#random.sample(alive, Math.floor(alive.length / 2));
    const rest = alive.filter((host) => !side.includes(host));
    this.deeds.do({ kind: 'partition', sides: [names(side), names(rest)], oneWay: false, ms });
  }

  /** Does again what was done once, each at its moment, as far as it is allowed, until `isOver`. */
  async replay(
    script: readonly Deed[],
    isOver: () => boolean,
    allows: (act: Act) => boolean = () => true,
  ): Promise<void> {
    for (const { atMs, act } of script) {
      await this.#world.until(isOver, Math.max(0, atMs - this.#world.nowMs));
      if (isOver()) return;
      if (allows(act)) this.deeds.do(act);
    }
  }

  /** Neighbours on the circle, from a random place on; by their identifiers, whatever the ring believes. */
  adjacent(candidates: readonly Host[], count: number): Host[] {
    const order = [...candidates].sort((a, b) => (a.contact.memberId < b.contact.memberId ? -1 : 1));
    const start = this.#random.below(Math.max(1, order.length));
    return [...order.slice(start), ...order.slice(0, start)].slice(0, count);
  }
}

function names(hosts: readonly Host[]): string[] {
  return hosts.map((host) => host.name);
}
