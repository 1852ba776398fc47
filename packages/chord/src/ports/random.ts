/** Randomness, for jitter only: nothing in the core is a secret. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number;
}
