// Hosts on a virtual network, under virtual time. One seed drives everything; nothing here knows why a host is started
// or killed, nor what is right.
import {
  type ChordEvent,
  ChordNode,
  type ChordParameters,
  type Contact,
  type Hop,
  type Identifier,
  type LookupOptions,
  type LookupResult,
} from '@acorde/chord';
import type { QuestionWatch } from '../checkers/atomic-steps.ts';
import type { MemberView } from '../checkers/member-view.ts';
import { Network } from '../network/network.ts';
import { type Intercept, ProcessRemote } from '../network/process-remote.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { TimedAct } from '../time/timed-act.ts';
import { TimingWheel } from '../time/timing-wheel.ts';
import { type RunTurns, runTurns } from '../time/turns.ts';
import { Host } from './host.ts';
import { Process } from './process.ts';
import { ProcessClock } from './process-clock.ts';

/** What a world is made of. */
export interface WorldOptions {
  readonly seed: number;
  readonly parameters: ChordParameters;
  /** Failure zones that hosts are spread over. */
  readonly zones?: number;
  readonly turns?: RunTurns;
}

/** Told of whatever a member tells. */
export type Listener = (host: Host, event: ChordEvent) => void;

export class World {
  readonly parameters: ChordParameters;
  readonly network: Network;
  readonly hosts: Host[] = [];
  /** Events that have run. */
  events = 0;
  /** Rises whenever a member changed, came or went. */
  version = 0;
  /** Called after every event, and all that it set in motion, in which a member changed, came or went. */
  onChange: () => void = () => {};
  /** Called with every event of every member. */
  listener: Listener = () => {};
  /** See ProcessRemote; for all calls of all processes. */
  intercept: Intercept | null = null;
  /** Told of questions for neighbours and their answers. */
  watch: QuestionWatch | null = null;
  readonly #wheel = new TimingWheel();
  readonly #turns: RunTurns;
  readonly #identifiers: SeededRandom;
  readonly #jitter: SeededRandom;
  readonly #zones: number;
  readonly #names = new Map<string, Host>();
  #toldVersion = 0;
  // Made when asked for: most hosts of a long run are down, and most moments ask for nothing.
  #alive: readonly Host[] | null = null;
  #members: readonly MemberView[] | null = null;

  constructor(options: WorldOptions) {
    this.parameters = options.parameters;
    this.#turns = options.turns ?? runTurns;
    this.#zones = options.zones ?? 4;
    this.#identifiers = new SeededRandom(options.seed, 'identifiers');
    this.#jitter = new SeededRandom(options.seed, 'jitter');
    this.network = new Network(this.#wheel, new SeededRandom(options.seed, 'network'));
  }

  get nowMs(): number {
    return this.#wheel.nowMs;
  }

  /** Hosts with a live process, in the order in which they were added. Never changed in place. */
  get alive(): readonly Host[] {
    this.#alive ??= this.hosts.filter((host) => host.alive);
    return this.#alive;
  }

  /** The members that are part of a ring, as checkers see them. Never changed in place. */
  get members(): readonly MemberView[] {
    this.#members ??= this.alive.map((host) => host.view).filter((view) => view !== null);
    return this.#members;
  }

  /** A new machine; nothing runs on it yet. */
  add(name = `m${this.hosts.length}`, memberId: Identifier = this.#identifiers.identifier()): Host {
    const zone = `zone-${this.hosts.length % this.#zones}`;
    const contact = { memberId, peerId: memberId, index: 0, address: `${name}:1`, zone, incarnation: 0 };
    const host = new Host(name, contact);
    this.hosts.push(host);
    if (!this.#names.has(name)) this.#names.set(name, host);
    return host;
  }

  /** The host of this name; the first, if there are several. */
  named(name: string): Host | undefined {
    return this.#names.get(name);
  }

  /** Starts the next life of a member, with these contacts and those on its disk; it joins in the background. */
  start(host: Host, known: readonly Contact[], moves = false): void {
    if (host.process !== null) throw new Error(`${host.name} is running`);
    const incarnation = host.contact.incarnation + 1;
    const address = moves ? `${host.name}:${incarnation}` : host.contact.address;
    host.contact = { ...host.contact, incarnation, address };
    const process = new Process(host.contact, this.#wheel);
    process.node = this.#node(host, process);
    host.process = process;
    this.#alive = null;
    host.startedMs = this.nowMs;
    this.network.attach(process);
    this.#change(host);
    process.node.start([...known, ...host.disk]).catch((error: unknown) => {
      if (process.alive) throw error;
    });
  }

  /** As by SIGKILL. What it knew is lost, but for what was synced. */
  crash(host: Host): void {
    const { process } = host;
    if (process === null) return;
    this.network.detach(process);
    host.process = null;
    this.#alive = null;
    process.kill();
    this.#change(host);
  }

  /** Leaves gracefully; the process ends once the hints are out. */
  async leave(host: Host): Promise<void> {
    const { process } = host;
    if (process === null) return;
    try {
      await process.node.leave();
    } catch (error) {
      if (process.alive) throw error;
    }
    if (host.process === process) this.crash(host);
  }

  /** Nothing runs on the host for so long. */
  pause(host: Host, forMs: number): void {
    const { process } = host;
    if (process === null) return;
    process.pause();
    this.after(forMs, () => process.resume());
  }

  /** What the member knows reaches its disk. */
  sync(host: Host): void {
    if (host.process !== null) host.disk = host.process.node.known();
  }

  /** Calls `fn` at a later moment of virtual time. */
  after(delayMs: number, fn: () => void): void {
    this.#wheel.add(new TimedAct(fn), delayMs);
  }

  /** A lookup from a host, to its end. Rejects with ChordError. */
  async lookUp(host: Host, key: Identifier, options: LookupOptions = {}): Promise<LookupResult> {
    if (host.process === null) throw new Error(`${host.name} is not running`);
    const hops: AsyncGenerator<Hop, LookupResult> = host.process.node.lookup(key, options);
    for (;;) {
      const step = await hops.next();
      if (step.done) return step.value;
    }
  }

  /** Lets so much time pass. */
  async run(forMs: number): Promise<void> {
    await this.until(() => false, forMs);
  }

  /** Lets time pass until `done`, asked after every event, at most so long. Returns whether it became true. */
  async until(done: () => boolean, limitMs: number): Promise<boolean> {
    const untilMs = this.nowMs + limitMs;
    let became = false;
    await this.#turns(() => {
      this.#tellChange();
      became = done();
      return !became && this.#step(untilMs);
    });
    return became;
  }

  #step(untilMs: number): boolean {
    const event = this.#wheel.next(untilMs);
    if (event === null) return false;
    this.events += 1;
    event.run();
    return true;
  }

  #change(host: Host): void {
    host.changed();
    this.#members = null;
    this.version += 1;
  }

  #tellChange(): void {
    if (this.#toldVersion === this.version) return;
    this.#toldVersion = this.version;
    this.onChange();
  }

  #node(host: Host, process: Process): ChordNode {
    const site = { process, network: this.network, wheel: this.#wheel, watch: () => this.watch };
    const emit = (event: ChordEvent) => {
      this.#change(host);
      this.listener(host, event);
    };
    return new ChordNode({
      self: process.contact,
      parameters: this.parameters,
      remote: new ProcessRemote(site, () => this.intercept),
      clock: new ProcessClock(process, this.#wheel),
      random: this.#jitter,
      events: { emit },
    });
  }
}
