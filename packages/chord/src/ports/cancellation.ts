/** A request to give up, from outside; the core's own, because it knows no AbortSignal. */
export interface Cancellation {
  readonly cancelled: boolean;
  /** Calls `fn` once, at the cancellation (at once when it already was). Returns the way to unsubscribe. */
  onCancel(fn: () => void): () => void;
}
