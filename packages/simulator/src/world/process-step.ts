import { SimEvent } from '../time/sim-event.ts';
import type { Process } from './process.ts';

/** Something a process does at a moment of its own: a timer, a deadline, a message that it reads. */
export class ProcessStep extends SimEvent {
  readonly #process: Process;
  readonly #act: () => void;

  constructor(process: Process, act: () => void) {
    super();
    this.#process = process;
    this.#act = act;
  }

  run(): void {
    if (this.#process.admits(this)) this.#act();
  }
}
