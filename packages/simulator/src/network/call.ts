// One call over the virtual network: a request, its handling, a reply, and the deadline that may come first. What
// arrives at a paused process is a step of it, which waits until it goes on; a dead one does nothing.
import {
  type CallOptions,
  type ChordNode,
  type Contact,
  type LookupStepRequest,
  type Neighbors,
  RemoteError,
} from '@acorde/chord';
import type { QuestionWatch } from '../checkers/atomic-steps.ts';
import type { TimingWheel } from '../time/timing-wheel.ts';
import type { Process } from '../world/process.ts';
import { ProcessStep } from '../world/process-step.ts';
import type { Method, Network } from './network.ts';

/** Who calls, and by what. */
export interface CallSite {
  readonly process: Process;
  readonly network: Network;
  readonly wheel: TimingWheel;
  /** Null unless somebody watches. */
  readonly watch: () => QuestionWatch | null;
}

/** Who is called, and what it does. */
export interface CallRequest<T> {
  readonly method: Method;
  readonly to: Contact;
  /** Of a lookup's step; null for other methods. */
  readonly step: LookupStepRequest | null;
  readonly handle: (node: ChordNode) => T | Promise<T>;
}

/** The two ends of the caller's promise. */
export interface CallEnd<T> {
  readonly resolve: (reply: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Settles once, by the first of reply, refusal, deadline and cancellation. */
export class Call<T> {
  readonly #site: CallSite;
  readonly #request: CallRequest<T>;
  readonly #end: CallEnd<T>;
  #deadline: ProcessStep | null = null;
  #release: (() => void) | null = null;
  #settled = false;

  constructor(site: CallSite, request: CallRequest<T>, end: CallEnd<T>) {
    this.#site = site;
    this.#request = request;
    this.#end = end;
  }

  start(options: CallOptions): void {
    const { process, network, wheel } = this.#site;
    const { method, to } = this.#request;
    this.#deadline = new ProcessStep(process, () => this.#unreachable('deadline exceeded'));
    wheel.add(this.#deadline, options.timeoutMs);
    this.#release = options.cancellation?.onCancel(() => this.#unreachable('cancelled')) ?? null;
    if (this.#settled) return;
    network.meter?.request(method, process.contact, this.#request.step);
    network.send(method, process.contact, to, () => this.#arrive());
  }

  #arrive(): void {
    const { network } = this.#site;
    const callee = network.at(this.#request.to.address);
    if (callee !== null) this.#read(callee, () => this.#handle(callee));
    else if (network.weather.refuses) this.#reply(() => this.#unreachable('connection refused'), null);
  }

  #handle(callee: Process): void {
    if (!callee.alive) return;
    try {
      if (callee.contact.memberId !== this.#request.to.memberId) {
        throw new RemoteError('not_member', 'another member lives here');
      }
      const truth = this.#request.handle(callee.node);
      const { method } = this.#request;
      const reply = callee.lie === null ? truth : (callee.lie(method, callee.contact, truth) as typeof truth);
      if (method === 'getNeighbors') this.#tell(callee, reply as Neighbors);
      if (!(reply instanceof Promise)) return this.#reply(() => this.#resolve(reply), reply);
      reply.then(
        (value) => this.#reply(() => this.#resolve(value), value),
        (error: unknown) => this.#reply(() => this.#reject(error), null),
      );
    } catch (error) {
      this.#reply(() => this.#reject(error), null);
    }
  }

  #reply(arrive: () => void, content: unknown): void {
    const { network, process } = this.#site;
    const { method, to } = this.#request;
    network.meter?.reply(method, content);
    network.send(method, to, process.contact, () => this.#read(process, arrive));
  }

  #read(process: Process, act: () => void): void {
    if (process.paused) this.#site.wheel.add(new ProcessStep(process, act), 0);
    else act();
  }

  #unreachable(why: string): void {
    this.#reject(new RemoteError('unreachable', why));
  }

  #tell(callee: Process, { successors }: Neighbors): void {
    this.#site.watch()?.answered(this, this.#site.process, callee, successors);
  }

  #resolve(reply: T): void {
    if (!this.#settle()) return;
    if (this.#request.method === 'getNeighbors') this.#site.watch()?.read(this, this.#site.process);
    this.#end.resolve(reply);
  }

  #reject(error: unknown): void {
    if (!this.#settle()) return;
    if (this.#request.method === 'getNeighbors') this.#site.watch()?.dropped(this, this.#site.process);
    this.#end.reject(error);
  }

  // Returns whether this is the first end.
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    if (this.#deadline !== null) this.#site.wheel.remove(this.#deadline);
    this.#release?.();
    return true;
  }
}
