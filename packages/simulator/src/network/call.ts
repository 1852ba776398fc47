// One call over the virtual network: a request, its handling, a reply, and the deadline that may come first. What
// arrives at a paused process is a step of it, which waits until it goes on; a dead one does nothing. A run is mostly
// made of calls, so a call is its own deadline and its own request, and makes nothing else on its way but the reply.
import {
  type CallOptions,
  type ChordNode,
  type Contact,
  type LookupStepRequest,
  type Neighbors,
  RemoteError,
} from '@acorde/chord';
import type { QuestionWatch } from '../checkers/atomic-steps.ts';
import { SimEvent } from '../time/sim-event.ts';
import type { TimingWheel } from '../time/timing-wheel.ts';
import type { Process } from '../world/process.ts';
import { ProcessStep } from '../world/process-step.ts';
import type { Method, Network, Parcel } from './network.ts';

/** Where calls are made. */
export interface CallSite {
  readonly process: Process;
  readonly network: Network;
  readonly wheel: TimingWheel;
  /** Null unless somebody watches. */
  readonly watch: () => QuestionWatch | null;
}

/** What is asked of whom. */
export interface CallRequest {
  readonly method: Method;
  readonly from: Contact;
  readonly to: Contact;
  /** Of a lookup's step; null for other methods. */
  readonly step: LookupStepRequest | null;
}

// Nobody changes them, and nobody reads where they were made.
const LATE = new RemoteError('unreachable', 'deadline exceeded');
const REFUSED = new RemoteError('unreachable', 'connection refused');
const CANCELLED = new RemoteError('unreachable', 'cancelled');
const ELSEWHERE = new RemoteError('not_member', 'another member lives here');

/** Settles once, by the first of reply, refusal, deadline (which is its own event) and cancellation. */
export class Call extends SimEvent implements Parcel {
  readonly #site: CallSite;
  readonly #request: CallRequest;
  readonly #resolve: (reply: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #release: (() => void) | null = null;
  #settled = false;

  constructor(
    site: CallSite,
    request: CallRequest,
    resolve: (reply: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    super();
    this.#site = site;
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start({ timeoutMs, cancellation }: CallOptions): void {
    const { network, wheel } = this.#site;
    const { method, from, to } = this.#request;
    wheel.add(this, timeoutMs);
    this.#release = cancellation?.onCancel(() => this.#fail(CANCELLED)) ?? null;
    if (this.#settled) return;
    network.meter?.request(this.#request);
    network.send(method, from, to, this);
  }

  /** The deadline. */
  run(): void {
    if (this.#site.process.admits(this)) this.#fail(LATE);
  }

  /** The request. */
  arrive(): void {
    const { network, wheel } = this.#site;
    const callee = network.at(this.#request.to.address);
    if (callee === null) {
      if (network.weather.refuses) this.#answer(null, REFUSED);
    } else if (callee.paused) wheel.add(new ProcessStep(callee, () => this.#handle(callee)), 0);
    else this.#handle(callee);
  }

  /** What was answered has come back: a reply, or an error. */
  answered(reply: unknown, error: unknown): void {
    const { process, wheel } = this.#site;
    if (process.paused) wheel.add(new ProcessStep(process, () => this.#end(reply, error)), 0);
    else this.#end(reply, error);
  }

  #handle(callee: Process): void {
    if (!callee.alive) return;
    try {
      if (callee.contact.memberId !== this.#request.to.memberId) throw ELSEWHERE;
      const reply = this.#ask(callee);
      if (!(reply instanceof Promise)) return this.#answer(reply, null);
      reply.then(
        (value) => this.#answer(value, null),
        (error: unknown) => this.#answer(null, error),
      );
    } catch (error) {
      this.#answer(null, error);
    }
  }

  #ask(callee: Process): unknown {
    const { method } = this.#request;
    const truth = handle(callee.node, this.#request);
    const reply = callee.lie === null ? truth : callee.lie(method, callee.contact, truth);
    if (method === 'getNeighbors') {
      const { successors } = reply as Neighbors;
      this.#site.watch()?.answered(this, this.#site.process, callee, successors);
    }
    return reply;
  }

  #answer(reply: unknown, error: unknown): void {
    const { network, process } = this.#site;
    const { method, to } = this.#request;
    network.meter?.reply(this.#request, reply);
    network.send(method, to, process.contact, new Answer(this, reply, error));
  }

  #end(reply: unknown, error: unknown): void {
    if (error !== null) return this.#fail(error);
    if (!this.#settle()) return;
    if (this.#request.method === 'getNeighbors') this.#site.watch()?.read(this, this.#site.process);
    this.#resolve(reply);
  }

  #fail(error: unknown): void {
    if (!this.#settle()) return;
    if (this.#request.method === 'getNeighbors') this.#site.watch()?.dropped(this, this.#site.process);
    this.#reject(error);
  }

  // Returns whether this is the first end.
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#site.wheel.remove(this);
    this.#release?.();
    return true;
  }
}

class Answer implements Parcel {
  readonly #call: Call;
  readonly #reply: unknown;
  readonly #error: unknown;

  constructor(call: Call, reply: unknown, error: unknown) {
    this.#call = call;
    this.#reply = reply;
    this.#error = error;
  }

  arrive(): void {
    this.#call.answered(this.#reply, this.#error);
  }
}

function handle(node: ChordNode, { method, from, step }: CallRequest): unknown {
  switch (method) {
    case 'getNeighbors':
      return node.handleGetNeighbors();
    case 'lookupStep':
      return node.handleLookupStep(step as LookupStepRequest);
    case 'notify':
      return node.handleNotify(from);
    case 'leaving':
      return node.handleLeaving(from);
    default:
      return node.handlePing();
  }
}
