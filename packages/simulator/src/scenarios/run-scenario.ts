import { ownerOf } from '../checkers/lookup-oracle.ts';
import { noDuplicates } from '../checkers/no-duplicates.ts';
import { countRings } from '../checkers/one-ring.ts';
import { orderedSuccessorLists } from '../checkers/ordered-successor-lists.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { becomesIdeal, growRing, whyNotIdeal } from '../runs/grow-ring.ts';
import { SIMULATED } from '../runs/parameters.ts';
import type { Host } from '../world/host.ts';
import { World } from '../world/world.ts';
import { type Line, parseScenario, type Step } from './parse-scenario.ts';

const LOOKUP_LIMIT_MS = 60_000;

/** Plays a script. Returns null, or the line that did not hold and why; throws RangeError for a script that is none. */
export async function runScenario(script: string, seed = 1): Promise<string | null> {
  const lines = parseScenario(script);
  const player = new Player(seed);
  for (const line of lines) {
    const problem = await player.play(line);
    if (problem !== null) return `line ${line.number}, ${line.text}: ${problem}`;
  }
  return null;
}

class Player {
  readonly #world: World;
  readonly #random: SeededRandom;
  #problem: string | null = null;

  constructor(seed: number) {
    this.#world = new World({ seed, parameters: SIMULATED });
    this.#random = new SeededRandom(seed, 'scenario');
    this.#world.onChange = () => {
      const { members, parameters } = this.#world;
      for (const check of [noDuplicates, orderedSuccessorLists])
        this.#problem ??= check(members, parameters.successorListLength);
    };
  }

  async play({ step }: Line): Promise<string | null> {
    return (await this.#play(step)) ?? this.#problem;
  }

  async #play(step: Step): Promise<string | null> {
    const { network } = this.#world;
    switch (step.kind) {
      case 'start':
        await growRing(this.#world, step.count);
        return whyNotIdeal(this.#world);
      case 'wait':
        await this.#world.run(step.ms);
        return null;
      case 'heal':
        network.cuts.healAll();
        return null;
      case 'loss':
        network.weather = { ...network.weather, loss: step.percent / 100 };
        return null;
      case 'ideal':
        return (await becomesIdeal(this.#world, step.withinMs))
          ? null
          : (whyNotIdeal(this.#world) ?? 'too late');
      case 'rings': {
        const count = countRings(this.#world.members);
        return count === step.count ? null : `there are ${count}`;
      }
      case 'lookups':
        return this.#lookUpEverywhere();
      default:
        return this.#befall(step);
    }
  }

  #befall(
    step: Extract<Step, { kind: 'join' | 'kill' | 'leave' | 'restart' | 'pause' | 'partition' }>,
  ): null {
    switch (step.kind) {
      case 'join':
        this.#join(step.count);
        break;
      case 'pause':
        this.#world.pause(this.#host(step.name), step.ms);
        break;
      case 'partition':
        this.#partition(step.sides, step.oneWay);
        break;
      default:
        for (const name of step.names) this.#strike(step.kind, this.#host(name));
    }
    return null;
  }

  #join(count: number): void {
    const through = this.#world.alive;
    for (let i = 0; i < count; i += 1) {
      const known = this.#random.sample(through, 2).map(({ contact }) => contact);
      this.#world.start(this.#world.add(), known);
    }
  }

  #strike(kind: 'kill' | 'leave' | 'restart', host: Host): void {
    if (kind === 'leave') void this.#world.leave(host);
    else if (kind === 'restart') this.#world.start(host, []);
    else {
      this.#world.sync(host);
      this.#world.crash(host);
    }
  }

  #partition(sides: readonly [readonly string[], readonly string[]], oneWay: boolean): void {
    const [a, b] = sides.map((names) => names.map((name) => this.#host(name).contact.address)) as [
      string[],
      string[],
    ];
    if (oneWay) this.#world.network.cuts.cutOneWay(a, b);
    else this.#world.network.cuts.cut(a, b);
  }

  async #lookUpEverywhere(): Promise<string | null> {
    const { alive, members } = this.#world;
    const wrong: string[] = [];
    let open = alive.length;
    const lookUp = async (host: Host) => {
      const key = this.#random.identifier();
      try {
        const { owner } = await this.#world.lookUp(host, key);
        if (owner.memberId !== ownerOf(key, members).self.memberId) wrong.push(`${host.name} was wrong`);
      } catch (error) {
        wrong.push(`${host.name}: ${String(error)}`);
      }
      open -= 1;
    };
    for (const host of alive) void lookUp(host);
    await this.#world.until(() => open === 0, LOOKUP_LIMIT_MS);
    return open === 0 ? (wrong[0] ?? null) : `${open} lookups have not ended`;
  }

  #host(name: string): Host {
    const host = this.#world.hosts.find((known) => known.name === name);
    if (host === undefined) throw new RangeError(`there is no member "${name}"`);
    return host;
  }
}
