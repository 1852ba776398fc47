/** Time, for the core. */
export interface Clock {
  /** Milliseconds since any fixed moment; never goes backwards. */
  nowMs(): number;
  /** Calls `fn` once after at least `delayMs`, never synchronously. Returns the way to cancel. */
  schedule(delayMs: number, fn: () => void): () => void;
}
