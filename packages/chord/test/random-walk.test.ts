// Many seeds of everything at once: joins, crashes, restarts, leaves, splits, loss and lookups. Lists are ordered at
// all times; when the faults are over the ring becomes ideal and every lookup agrees with the oracle.
import { describe, expect, it } from 'vitest';
import { type ChordParameters, DEMO, type Routing } from '../src/index.ts';
import { knowOneAnother } from './checkers/know-one-another.ts';
import { whyNotOneRing } from './checkers/one-ring.ts';
import { whyNotOrdered } from './checkers/ordered-lists.ts';
import { becomesIdeal } from './support/ideal.ts';
import { lookUp, oracleOwner } from './support/oracle.ts';
import { type Inhabitant, World } from './support/world.ts';

const ROUTINGS: readonly Routing[] = ['auto', 'classic', 'full'];

/** What may happen to a world; each walker picks one at each step. */
class Walker {
  readonly world: World;
  readonly #dead: Inhabitant[] = [];
  #next: number;

  constructor(world: World, members: number) {
    this.world = world;
    this.#next = members;
  }

  async step(): Promise<void> {
    const { random } = this.world;
    const chance = random.next();
    if (chance < 0.3) this.#join();
    else if (chance < 0.5) this.#crash();
    else if (chance < 0.6) await this.#leave();
    else if (chance < 0.75) this.#restart();
    else if (chance < 0.8) await this.#split();
    else await this.#lookUp();
    await this.world.clock.advance(random.below(1_500));
  }

  #join(): void {
    const { alive, random } = this.world;
    this.world.spawn(this.world.contact(this.#next), [
      random.pick(alive).contact,
      random.pick(alive).contact,
    ]);
    this.#next += 1;
  }

  #crash(): void {
    if (this.world.alive.length <= 2) return;
    const victim = this.world.random.pick(this.world.alive);
    this.world.crash(victim);
    this.#dead.push(victim);
  }

  async #leave(): Promise<void> {
    if (this.world.alive.length <= 2) return;
    const leaver = this.world.random.pick(this.world.alive);
    await this.world.leave(leaver);
    this.#dead.push(leaver);
  }

  #restart(): void {
    const [member] = this.#dead.splice(this.world.random.below(this.#dead.length), 1);
    if (member === undefined) return;
    const incarnation = member.contact.incarnation + 1;
    const address =
      this.world.random.next() < 0.5 ? member.contact.address : `${member.contact.peerId}/${incarnation}`;
    this.world.spawn({ ...member.contact, address, incarnation }, member.node.known());
  }

  async #split(): Promise<void> {
    const side = this.world.alive.filter(() => this.world.random.next() < 0.5);
    this.world.network.split([side.map((m) => m.contact.address)]);
    await this.world.clock.advance(this.world.random.below(5_000));
    this.world.network.heal();
  }

  async #lookUp(): Promise<void> {
    const { random } = this.world;
    const member = random.pick(this.world.alive);
    const key = this.world.contact(random.below(1e6)).memberId;
    await lookUp(this.world, member, key, { routing: random.pick(ROUTINGS) }).catch((error: unknown) => {
      expect(error).toMatchObject({ name: 'ChordError' });
    });
  }
}

async function walk(seed: number): Promise<World> {
  const world = new World(seed);
  const { random, network } = world;
  network.weather = {
    latencyMinMs: 1,
    latencyMaxMs: random.pick([5, 40, 100]),
    loss: random.pick([0, 0.01, 0.05]),
  };
  network.refuses = random.next() < 0.5;
  const members = 2 + random.below(8);
  await world.grow(members);
  const walker = new Walker(world, members);
  for (let step = 0; step < 25; step += 1) {
    await walker.step();
    expect(whyNotOrdered(world.alive)).toBeNull();
  }
  network.weather = { ...network.weather, loss: 0 };
  return world;
}

describe('a random walk', () => {
  const seeds = Array.from({ length: 50 }, (_, i) => i + 1);

  it.each(seeds)('ends in an ideal ring in which every lookup is right, seed %i', async (seed) => {
    const world = await walk(seed);
    // Members that have lost every address of one another are two networks: nothing could make them one.
    if (!knowOneAnother(world.alive)) return;
    await becomesIdeal(world, 20_000);
    for (const member of world.alive) {
      const key = world.contact(world.random.below(1e6)).memberId;
      const { owner } = await lookUp(world, member, key, { routing: world.random.pick(ROUTINGS) });
      expect(owner.memberId).toBe(oracleOwner(world.alive, key).memberId);
    }
  });
});

describe('within the failure budget', () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const parameters: ChordParameters = { ...DEMO, successorListLength: 3 };

  // Zave's theorem: r + 1 members stay for ever, and no member loses r successors in one repair window.
  it.each(seeds)('there is one ring at all times, seed %i', async (seed) => {
    const world = new World(seed, parameters);
    const { random } = world;
    const base = await world.grow(parameters.successorListLength + 1);
    await becomesIdeal(world, 5_000);
    for (let i = 0; i < 30; i += 1) {
      const mortal = world.alive.filter((m) => !base.includes(m));
      if (random.next() < 0.5 || mortal.length === 0)
        world.spawn(world.contact(50 + i), [random.pick(base).contact]);
      else world.crash(random.pick(mortal));
      for (let ms = 0; ms < 3_000; ms += 100) {
        await world.clock.advance(100);
        const joined = world.alive.filter((m) => m.node.snapshot().joined);
        expect(whyNotOneRing(joined)).toBeNull();
        expect(whyNotOrdered(joined)).toBeNull();
      }
    }
  });
});
