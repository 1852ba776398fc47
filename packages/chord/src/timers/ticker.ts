import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { jittered } from './jittered.ts';

/**
 * Repeats one task, one turn at a time, after the milliseconds that the task itself names at the end of each turn
 * (jittered, so that members do not fall into step). `hurry` brings the next turn forward; any number of calls before
 * it are one turn.
 */
export class Ticker {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #task: () => Promise<number>;
  #cancel: (() => void) | null = null;
  #dueMs = 0;
  #running = false;
  #hurriedMs: number | null = null;
  #stopped = true;

  constructor(clock: Clock, random: Random, task: () => Promise<number>) {
    this.#clock = clock;
    this.#random = random;
    this.#task = task;
  }

  /** The first turn comes after `delayMs`. */
  start(delayMs: number): void {
    this.#stopped = false;
    this.#arm(delayMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The next turn begins within `delayMs` (jittered), or that long after the one that is under way. */
  hurry(delayMs: number): void {
    if (this.#stopped) return;
    if (this.#running) this.#hurriedMs = Math.min(delayMs, this.#hurriedMs ?? delayMs);
    else if (this.#dueMs - this.#clock.nowMs() > delayMs) this.#arm(delayMs);
  }

  #arm(delayMs: number): void {
    this.#cancel?.();
    const waitMs = jittered(this.#random, delayMs);
    this.#dueMs = this.#clock.nowMs() + waitMs;
    this.#cancel = this.#clock.schedule(waitMs, () => void this.#turn());
  }

  // A task rejects only through a programmer's error, or because the member stopped under it.
  async #turn(): Promise<void> {
    this.#cancel = null;
    this.#running = true;
    this.#hurriedMs = null;
    try {
      const nextMs = await this.#task();
      if (!this.#stopped) this.#arm(Math.min(nextMs, this.#hurriedMs ?? nextMs));
    } catch (error) {
      if (!this.#stopped) throw error;
    } finally {
      this.#running = false;
    }
  }
}
