// A liveness run: any faults at all, beyond any budget; then they end, and the ring must become ideal in time, stay so,
// and every member must find the owner that the oracle names.
import type { ChordParameters, Routing } from '@acorde/chord';
import { knowOneAnother } from '../checkers/know-one-another.ts';
import { ownerOf } from '../checkers/lookup-oracle.ts';
import type { Checker, MemberView } from '../checkers/member-view.ts';
import { noDuplicates } from '../checkers/no-duplicates.ts';
import { orderedSuccessorLists } from '../checkers/ordered-successor-lists.ts';
import { Faults } from '../faults/faults.ts';
import { CALM } from '../network/weather.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import type { Host } from '../world/host.ts';
import { World } from '../world/world.ts';
import { becomesIdeal, growRing, isIdeal, whyNotIdeal } from './grow-ring.ts';
import { History } from './history.ts';
import { SIMULATED } from './parameters.ts';
import type { RunOptions, RunReport } from './run-report.ts';

/** Rounds of stabilize, by its slowest timer, within which the ring must be ideal after the last fault. */
export const IDEAL_ROUNDS = 15;

// However bad the faults, list by list these hold.
const CHECKERS: readonly Checker[] = [orderedSuccessorLists, noDuplicates];

const ROUTINGS: readonly Routing[] = ['auto', 'classic', 'full'];
const LOOKUP_LIMIT_MS = 60_000;

/** Runs one seed. */
export function livenessRun(options: RunOptions): Promise<RunReport> {
  return new LivenessRun(options).run();
}

class LivenessRun {
  readonly #options: RunOptions;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #history: History;
  readonly #faults: Faults;
  #problem: string | null = null;
  readonly #checked = new WeakSet<MemberView>();
  #checks = 0;
  #lookups = 0;
  #unconnected = 0;
  #idealAfterMs: number | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed, 'faults');
    const parameters: ChordParameters = {
      ...(options.parameters ?? SIMULATED),
      successorListLength: this.#random.within(2, 8),
    };
    this.#world = new World({ seed: options.seed, parameters });
    this.#history = new History(() => this.#world.nowMs);
    this.#faults = new Faults(this.#world, this.#random, this.#history);
  }

  async run(): Promise<RunReport> {
    await growRing(this.#world, this.#random.within(2, this.#options.members));
    if (!isIdeal(this.#world)) this.#problem = 'the ring did not become ideal at its start';
    this.#world.listener = (host, event) => this.#history.told(host, event);
    this.#world.onChange = () => this.#check();
    await this.#storm();
    await this.#calm();
    if (this.#problem === null) await this.#recover();
    return this.#report();
  }

  async #storm(): Promise<void> {
    const { script } = this.#options;
    if (script !== undefined) return this.#faults.replay(script, () => this.#problem !== null);
    const endMs = this.#world.nowMs + this.#options.minutes * 60_000;
    while (this.#problem === null && this.#world.nowMs < endMs) {
      if (this.#random.chance(0.1)) this.#turnWeather();
      this.#act();
      await this.#world.run(this.#random.below(this.#random.pick([100, 1_000, 10_000]) ?? 1));
    }
  }

  #turnWeather(): void {
    const latencyMaxMs = this.#random.pick([5, 50, 200]) ?? 5;
    this.#faults.weather({
      latencyMinMs: 1,
      latencyMaxMs,
      loss: this.#random.pick([0, 0.02, 0.1, 0.3]) ?? 0,
      duplication: this.#random.pick([0, 0.1]) ?? 0,
      reordering: this.#random.pick([0, 0.1]) ?? 0,
      reorderMs: 4 * latencyMaxMs,
      refuses: this.#random.chance(0.5),
    });
  }

  #act(): void {
    const { alive } = this.#world;
    const chance = this.#random.next();
    const room = this.#options.members - alive.length;
    if (chance < 0.25 && room > 0)
      this.#faults.join(this.#random.chance(0.2) ? this.#random.within(1, room) : 1, alive, 2);
    else if (chance < 0.45) this.#crash();
    else if (chance < 0.55) this.#leave();
    else if (chance < 0.75) this.#restart();
    else if (chance < 0.82) this.#pause();
    else if (chance < 0.84) this.#jump();
    else if (chance < 0.87) this.#lie();
    else if (chance < 0.93) this.#faults.sync();
    else this.#faults.partition(this.#random.below(this.#random.pick([1_000, 10_000, 120_000]) ?? 1));
  }

  // Two stay, so that there is something to become ideal.
  get #mortal(): Host[] {
    return this.#world.alive.slice(0, -2);
  }

  #crash(): void {
    const mortal = this.#mortal;
    const zone = this.#random.pick(mortal)?.contact.zone;
    const chance = this.#random.next();
    if (chance < 0.6) this.#faults.crash(this.#random.sample(mortal, 1));
    else if (chance < 0.8) this.#faults.crash(this.#faults.adjacent(mortal, this.#random.below(8)));
    else this.#faults.crash(mortal.filter((host) => host.contact.zone === zone));
  }

  #leave(): void {
    const host = this.#random.pick(this.#mortal);
    if (host) this.#faults.leave(host);
  }

  #restart(): void {
    if (this.#world.alive.length >= this.#options.members) return;
    const host = this.#random.pick(this.#world.hosts.filter((candidate) => !candidate.alive));
    // Whoever starts it names one that runs; the rest is on its disk.
    if (host) this.#faults.restart(host, this.#random.sample(this.#world.alive, 1));
  }

  #pause(): void {
    const host = this.#random.pick(this.#world.alive);
    if (host && !host.process?.paused) this.#faults.pause(host, this.#random.within(10, 10_000));
  }

  #jump(): void {
    const host = this.#random.pick(this.#world.alive);
    if (host) this.#faults.jump(host, this.#random.below(this.#random.pick([1_000, 60_000, 3_600_000]) ?? 1));
  }

  #lie(): void {
    const host = this.#random.pick(this.#world.alive);
    if (host) this.#faults.lie(host, this.#random.below(this.#random.pick([1_000, 30_000]) ?? 1));
  }

  async #calm(): Promise<void> {
    const { network, parameters, alive } = this.#world;
    for (const { process } of alive) {
      process?.resume();
      if (process) process.lie = null;
    }
    network.cuts.healAll();
    network.weather = { ...CALM, refuses: this.#random.chance(0.5) };
    // Leaves and joins that are under way are faults too.
    await this.#world.run(2 * parameters.callTimeoutMs);
    this.#history.did('the faults are over');
  }

  async #recover(): Promise<void> {
    // Members that have lost every address of one another are two networks: nothing could make them one.
    if (!knowOneAnother(this.#world.alive)) {
      this.#unconnected = 1;
      return;
    }
    const roundMs = this.#world.parameters.stabilizeIntervalMaxMs;
    const startMs = this.#world.nowMs;
    if (!(await becomesIdeal(this.#world, IDEAL_ROUNDS * roundMs))) {
      this.#problem = `not ideal after ${IDEAL_ROUNDS} rounds: ${whyNotIdeal(this.#world)}`;
      return;
    }
    this.#idealAfterMs = this.#world.nowMs - startMs;
    await this.#lookUpEverywhere();
    await this.#world.run(IDEAL_ROUNDS * roundMs);
    if (!isIdeal(this.#world)) this.#problem ??= `no longer ideal: ${whyNotIdeal(this.#world)}`;
  }

  async #lookUpEverywhere(): Promise<void> {
    const { alive } = this.#world;
    let open = alive.length;
    for (const host of alive) void this.#lookUp(host).finally(() => (open -= 1));
    const ended = await this.#world.until(() => open === 0, LOOKUP_LIMIT_MS);
    if (!ended) this.#problem ??= `${open} lookups have not ended`;
  }

  async #lookUp(host: Host): Promise<void> {
    const key = this.#random.identifier();
    const routing = this.#random.pick(ROUTINGS) ?? 'auto';
    this.#lookups += 1;
    try {
      const { owner } = await this.#world.lookUp(host, key, { routing });
      const right = ownerOf(key, this.#world.members);
      if (owner.memberId !== right.self.memberId)
        this.#problem ??= `${host.name} found another owner of ${key.slice(0, 6)} than ${right.name} (${routing})`;
    } catch (error) {
      this.#problem ??= `${host.name} found no owner of ${key.slice(0, 6)} (${routing}): ${String(error)}`;
    }
  }

  #check(): void {
    this.#checks += 1;
    const { members, parameters } = this.#world;
    // A view is made anew when its member changes; most are as they were.
    const changed = members.filter((member) => !this.#checked.has(member));
    for (const member of changed) this.#checked.add(member);
    for (const check of CHECKERS) this.#problem ??= check(changed, parameters.successorListLength);
  }

  #report(): RunReport {
    const { nowMs, events } = this.#world;
    const checked = {
      'state checked': this.#checks,
      'lookup checked': this.#lookups,
      unconnected: this.#unconnected,
    };
    return {
      seed: this.#options.seed,
      problem: this.#problem,
      simulatedMs: nowMs,
      events,
      counts: { ...this.#faults.deeds.counts, ...checked },
      idealAfterMs: this.#idealAfterMs,
      history: this.#problem === null ? [] : this.#history.lines(),
      script: this.#problem === null ? [] : this.#faults.deeds.script,
    };
  }
}
