import type { Clock } from '@acorde/chord';
import type { TimingWheel } from '../time/timing-wheel.ts';
import type { Process } from './process.ts';
import { ProcessStep } from './process-step.ts';

/** The clock of one process: virtual time, as far as it has not jumped, and timers that die with it. */
export class ProcessClock implements Clock {
  readonly #process: Process;
  readonly #wheel: TimingWheel;

  constructor(process: Process, wheel: TimingWheel) {
    this.#process = process;
    this.#wheel = wheel;
  }

  nowMs(): number {
    return this.#wheel.nowMs + this.#process.aheadMs;
  }

  schedule(delayMs: number, fn: () => void): () => void {
    const timer = new ProcessStep(this.#process, fn);
    this.#wheel.add(timer, delayMs);
    return () => this.#wheel.remove(timer);
  }
}
