/** An interval that shrinks to its minimum when something changed and grows by a factor while nothing does. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #factor: number;
  #intervalMs: number;

  constructor(minMs: number, maxMs: number, factor: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#factor = factor;
    this.#intervalMs = minMs;
  }

  get currentMs(): number {
    return this.#intervalMs;
  }

  /** Milliseconds to wait after a turn that changed something, or did not. */
  next(changed: boolean): number {
    this.#intervalMs = changed ? this.#minMs : Math.min(this.#maxMs, this.#intervalMs * this.#factor);
    return this.#intervalMs;
  }

  /** Something changed outside of a turn. */
  reset(): void {
    this.#intervalMs = this.#minMs;
  }
}
