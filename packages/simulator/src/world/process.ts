import type { ChordNode, Contact } from '@acorde/chord';
import type { Lie } from '../faults/lies.ts';
import type { SimEvent } from '../time/sim-event.ts';
import type { TimingWheel } from '../time/timing-wheel.ts';

/** One life of a member, from its start to its crash. What happens to it waits while it is paused. */
export class Process {
  readonly contact: Contact;
  /** What it answers instead of the truth; null while it is honest. */
  lie: Lie | null = null;
  /** By how much its clock has jumped ahead. */
  aheadMs = 0;
  readonly #wheel: TimingWheel;
  #node: ChordNode | null = null;
  #alive = true;
  #paused = false;
  #backlog: SimEvent[] = [];

  constructor(contact: Contact, wheel: TimingWheel) {
    this.contact = contact;
    this.#wheel = wheel;
  }

  /** The node that runs in it; set once, before anything happens to the process. */
  get node(): ChordNode {
    if (this.#node === null) throw new Error('the process has no node yet');
    return this.#node;
  }

  set node(node: ChordNode) {
    this.#node = node;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** As by SIGSTOP: nothing runs, everything waits. */
  pause(): void {
    this.#paused = this.#alive;
  }

  /** What has waited happens now, in its order. */
  resume(): void {
    this.#paused = false;
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const step of backlog) this.#wheel.add(step, 0);
  }

  /** As by SIGKILL. */
  kill(): void {
    this.#alive = false;
    this.#paused = false;
    this.#backlog = [];
    this.#node?.stop();
  }

  /** Puts off what cannot happen now. Returns whether it may happen. */
  admits(step: SimEvent): boolean {
    if (this.#paused) this.#backlog.push(step);
    return this.#alive && !this.#paused;
  }
}
