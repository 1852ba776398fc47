/** What the network does to messages. Probabilities are of each message by itself. */
export interface Weather {
  /** One way. */
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  /** Lost without a word. */
  readonly loss: number;
  /** Delivered twice, each after its own latency. */
  readonly duplication: number;
  /** Held back up to `reorderMs` more, so that later messages overtake it. */
  readonly reordering: number;
  readonly reorderMs: number;
  /** A machine without a process refuses at once (true), or nobody answers (false). */
  readonly refuses: boolean;
}

/** One site: nothing goes wrong. */
export const CALM: Weather = {
  latencyMinMs: 1,
  latencyMaxMs: 5,
  loss: 0,
  duplication: 0,
  reordering: 0,
  reorderMs: 0,
  refuses: false,
};
