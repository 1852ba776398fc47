// A safety run: faults within the budget of the proof, and after every event in which any member changed, the
// invariant. It says nothing of how soon the ring gets well; that is the liveness run's.
import type { ChordParameters } from '@acorde/chord';
import { AtomicSteps } from '../checkers/atomic-steps.ts';
import { livePredecessorKept } from '../checkers/live-predecessor-kept.ts';
import type { Checker } from '../checkers/member-view.ts';
import { noDuplicates } from '../checkers/no-duplicates.ts';
import { oneLiveSuccessor } from '../checkers/one-live-successor.ts';
import { oneRing } from '../checkers/one-ring.ts';
import { orderedSuccessorLists } from '../checkers/ordered-successor-lists.ts';
import { sufficientPrincipals } from '../checkers/sufficient-principals.ts';
import type { Act } from '../faults/act.ts';
import { FailureBudget } from '../faults/failure-budget.ts';
import { Faults } from '../faults/faults.ts';
import type { Weather } from '../network/weather.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import type { Host } from '../world/host.ts';
import type { Process } from '../world/process.ts';
import { World } from '../world/world.ts';
import { growRing, isIdeal } from './grow-ring.ts';
import { History } from './history.ts';
import { SIMULATED } from './parameters.ts';
import type { RunOptions, RunReport } from './run-report.ts';

/** The environment's own rules, which a mutation run may break. */
export interface SafetyRules {
  /** Members of the ring before anything happens; r + 1 or more. */
  readonly start?: number;
  /** Whether r + 1 members stay for ever; null: the seed decides. */
  readonly base?: boolean | null;
  /** Failures within one repair window beyond the r - 1 that are allowed. */
  readonly extraFailures?: number;
  /** Members that must stay up. */
  readonly membersMin?: number;
  /** Whether a leave is a failure; it is, unless false. */
  readonly leavesCount?: boolean;
}

const CHECKERS: readonly Checker[] = [
  orderedSuccessorLists,
  noDuplicates,
  oneLiveSuccessor,
  sufficientPrincipals,
  oneRing,
];

// Without a stable base so many members must stay for each that the base would have had.
const NO_BASE_FACTOR = 3;

// The ring must hold without its hints, which mostly repair it before it is put to the test.
const NO_HINTS = { fingerIntervalMinMs: 1e9, fingerIntervalMaxMs: 1e9, mergeProbeIntervalMs: 1e9 };

// Turns of the slowest timer within which any loss that the budget allows is repaired.
const REPAIR_TURNS = 15;

/** Runs one seed. */
export async function safetyRun(options: RunOptions, rules: SafetyRules = {}): Promise<RunReport> {
  const run = new SafetyRun(options, rules);
  return run.run();
}

class SafetyRun {
  readonly #options: RunOptions;
  readonly #rules: SafetyRules;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #history: History;
  readonly #faults: Faults;
  readonly #budget: FailureBudget;
  readonly #windowMs: number;
  readonly #base: Host[] = [];
  readonly #steps = new AtomicSteps(() => this.#world.events);
  #checks = 0;
  #problem: string | null = null;

  constructor(options: RunOptions, rules: SafetyRules) {
    this.#options = options;
    this.#rules = rules;
    this.#random = new SeededRandom(options.seed, 'faults');
    const r = this.#random.within(2, 4);
    const hints = this.#random.chance(0.5) ? {} : NO_HINTS;
    const parameters: ChordParameters = {
      ...(options.parameters ?? SIMULATED),
      ...hints,
      successorListLength: r,
    };
    this.#world = new World({ seed: options.seed, parameters });
    this.#history = new History(() => this.#world.nowMs);
    this.#faults = new Faults(this.#world, this.#random, this.#history);
    const base = rules.base ?? this.#random.chance(0.5);
    this.#windowMs = REPAIR_TURNS * parameters.stabilizeIntervalMaxMs;
    const noBaseMin = Math.min(NO_BASE_FACTOR * (r + 1), options.members - r);
    this.#budget = new FailureBudget({
      failuresMax: r - 1 + (rules.extraFailures ?? 0),
      windowMs: this.#windowMs,
      membersMin: rules.membersMin ?? (base ? r + 1 : noBaseMin),
    });
    if (base) this.#base.length = r + 1;
  }

  async run(): Promise<RunReport> {
    const { parameters, network } = this.#world;
    const r = parameters.successorListLength;
    const hosts = await growRing(this.#world, this.#rules.start ?? r + 1);
    this.#base.splice(0, this.#base.length, ...hosts.slice(0, this.#base.length));
    network.weather = this.#weather();
    network.spareMs = 4 * parameters.callTimeoutMs;
    this.#world.listener = (host, event) => {
      this.#history.told(host, event);
      this.#problem ??= livePredecessorKept(event, host.contact.memberId, this.#world.members);
    };
    this.#world.onChange = () => this.#check();
    this.#world.watch = this.#steps;
    if (!isIdeal(this.#world)) this.#problem = 'the ring did not become ideal at its start';
    await this.#storm();
    return this.#report();
  }

  async #storm(): Promise<void> {
    const { script, minutes } = this.#options;
    const isOver = () => this.#problem !== null;
    if (script !== undefined) {
      await this.#faults.replay(script, isOver, (act) => this.#allows(act));
      await this.#world.until(isOver, this.#windowMs);
      return;
    }
    const endMs = this.#world.nowMs + minutes * 60_000;
    while (this.#problem === null && this.#world.nowMs < endMs) {
      this.#act();
      await this.#world.until(isOver, this.#random.below(this.#random.pick([300, 3_000, 10_000]) ?? 1));
    }
  }

  // A script that was made smaller must stay within the budget, and newcomers must find a live member, or it shows nothing.
  #allows(act: Act): boolean {
    const isUp = (name: string) => this.#up.some((host) => host.name === name);
    if (act.kind === 'join') return act.newcomers.every(({ known }) => known.every(isUp));
    if (act.kind === 'restart') return act.known.every(isUp);
    const leaver = act.kind === 'leave' ? [act.name] : [];
    const failing = act.kind === 'crash' ? act.names : leaver;
    if (failing.length > this.#failuresLeft || this.#base.some(({ name }) => failing.includes(name)))
      return false;
    if (act.kind === 'crash' || this.#rules.leavesCount !== false)
      for (const _ of failing) this.#budget.spend(this.#world.nowMs);
    return true;
  }

  // Slow, but always quicker than a call's deadline, pauses included: then who is found dead is dead.
  #weather(): Weather {
    const latencyMaxMs = this.#random.pick([5, 20, 50]) ?? 5;
    return {
      latencyMinMs: 1,
      latencyMaxMs,
      loss: this.#random.pick([0, 0.01, 0.05]) ?? 0,
      duplication: this.#random.pick([0, 0.05]) ?? 0,
      reordering: this.#random.pick([0, 0.1]) ?? 0,
      reorderMs: latencyMaxMs,
      refuses: this.#random.chance(0.5),
    };
  }

  #act(): void {
    const chance = this.#random.next();
    if (chance < 0.35) this.#join();
    else if (chance < 0.5) this.#restart();
    else if (chance < 0.8) this.#kill();
    else if (chance < 0.9) this.#leave();
    else this.#pause();
  }

  #join(): void {
    const room = this.#options.members - this.#world.alive.length;
    const count = Math.min(room, this.#random.chance(0.2) ? this.#random.within(2, 6) : 1);
    if (count > 0) this.#faults.join(count, this.#up, this.#known);
  }

  #restart(): void {
    if (this.#world.alive.length >= this.#options.members) return;
    const host = this.#random.pick(this.#world.hosts.filter((candidate) => !candidate.alive));
    if (!host) return;
    this.#faults.restart(host, this.#random.sample(this.#up, this.#known));
  }

  #kill(): void {
    const left = this.#failuresLeft;
    const count = this.#random.chance(0.5) ? left : Math.min(1, left);
    const victims = this.#faults.adjacent(this.#mortal, count);
    for (const _ of victims) this.#budget.spend(this.#world.nowMs);
    this.#faults.crash(victims);
  }

  #leave(): void {
    if (this.#failuresLeft === 0) return;
    const host = this.#random.pick(this.#mortal);
    if (!host) return;
    if (this.#rules.leavesCount !== false) this.#budget.spend(this.#world.nowMs);
    this.#faults.leave(host);
  }

  #pause(): void {
    const host = this.#random.pick(this.#world.alive);
    if (host && !host.process?.paused) this.#faults.pause(host, this.#random.within(1, 40));
  }

  // More than can fail before they are asked: the proof's newcomer finds a live member.
  get #known(): number {
    return this.#world.parameters.successorListLength + 1;
  }

  // Newcomers do not count among those that must stay: until the lists have taken them in they are no principals.
  get #failuresLeft(): number {
    const { nowMs, alive } = this.#world;
    const settled = alive.filter(
      (host) => this.#base.includes(host) || nowMs - host.startedMs >= this.#windowMs,
    );
    return this.#budget.left(nowMs, settled.length);
  }

  get #up(): Host[] {
    return this.#world.hosts.filter((host) => host.view !== null);
  }

  get #mortal(): Host[] {
    return this.#world.alive.filter((host) => !this.#base.includes(host));
  }

  #check(): void {
    if (this.#problem !== null) return;
    this.#checks += 1;
    const { members, parameters } = this.#world;
    for (const check of CHECKERS) this.#problem ??= check(members, parameters.successorListLength);
    this.#problem ??= this.#steps.problem((process) => (process as Process).node.snapshot().successors);
  }

  #report(): RunReport {
    const { nowMs, events } = this.#world;
    return {
      seed: this.#options.seed,
      problem: this.#problem,
      simulatedMs: nowMs,
      events,
      counts: { ...this.#faults.deeds.counts, 'state checked': this.#checks },
      idealAfterMs: null,
      history: this.#problem === null ? [] : this.#history.lines(),
      script: this.#problem === null ? [] : this.#faults.deeds.script,
    };
  }
}
