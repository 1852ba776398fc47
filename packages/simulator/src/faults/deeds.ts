// Does acts to the hosts of a world, and keeps what was done, so that it can be done again and made smaller. An act whose
// host is not in the state that it needs (because another act was left out) does nothing.
import type { Contact } from '@acorde/chord';
import type { SeededRandom } from '../random/seeded-random.ts';
import type { History } from '../runs/history.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';
import { type Act, type Deed, inWords, nameOf } from './act.ts';
import { liesAbout } from './lies.ts';

export class Deeds {
  /** How often what was done. */
  readonly counts: Record<string, number> = {};
  /** What was done, in its order. */
  readonly script: Deed[] = [];
  readonly #world: World;
  readonly #lies: SeededRandom;
  readonly #history: History;

  constructor(world: World, lies: SeededRandom, history: History) {
    this.#world = world;
    this.#lies = lies;
    this.#history = history;
  }

  do(act: Act): void {
    this.script.push({ atMs: this.#world.nowMs, act });
    if (act.kind !== 'sync' && act.kind !== 'weather') {
      this.counts[nameOf(act)] = (this.counts[nameOf(act)] ?? 0) + 1;
      this.#history.did(inWords(act));
    }
    this.#perform(act);
  }

  #perform(act: Act): void {
    const world = this.#world;
    switch (act.kind) {
      case 'join':
        for (const { name, known } of act.newcomers) world.start(world.add(name), this.#contacts(known));
        return;
      case 'crash':
        for (const host of this.#hosts(act.names)) world.crash(host);
        return;
      case 'sync':
        for (const host of this.#hosts(act.names)) world.sync(host);
        return;
      case 'weather':
        world.network.weather = act.weather;
        return;
      case 'partition':
        return this.#partition(act);
      default:
        for (const host of this.#hosts([act.name])) this.#befall(host, act);
    }
  }

  #befall(host: Host, act: Extract<Act, { name: string }>): void {
    switch (act.kind) {
      case 'leave':
        void this.#world.leave(host);
        return;
      case 'restart':
        if (!host.alive) this.#world.start(host, this.#contacts(act.known), act.moves);
        return;
      case 'pause':
        this.#world.pause(host, act.ms);
        return;
      case 'jump':
        if (host.process !== null) host.process.aheadMs += act.ms;
        return;
      case 'lie':
        this.#lie(host, act.ms);
    }
  }

  #lie({ process }: Host, forMs: number): void {
    if (process === null) return;
    process.lie = liesAbout(
      this.#world.hosts.map(({ contact }) => contact),
      this.#lies,
    );
    this.#world.after(forMs, () => {
      process.lie = null;
    });
  }

  #partition({ sides, oneWay, ms }: Extract<Act, { kind: 'partition' }>): void {
    const [a, b] = sides.map((names) => this.#contacts(names).map(({ address }) => address)) as [
      string[],
      string[],
    ];
    const { cuts } = this.#world.network;
    this.#world.after(ms, oneWay ? cuts.cutOneWay(a, b) : cuts.cut(a, b));
  }

  #contacts(names: readonly string[]): Contact[] {
    return this.#hosts(names).map(({ contact }) => contact);
  }

  #hosts(names: readonly string[]): Host[] {
    return names.flatMap((name) => this.#world.named(name) ?? []);
  }
}
