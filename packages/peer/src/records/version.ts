/** Orders the records of one publisher about one thing: by incarnation, then by counter. */
export interface Version {
  /** The publisher's incarnation, Unix milliseconds or more. */
  readonly incarnation: number;
  /** Counts the publisher's records in that incarnation, from 1. */
  readonly counter: number;
}

/** Negative when `a` is older than `b`, 0 when both are the same. */
export function compareVersions(a: Version, b: Version): number {
  return a.incarnation - b.incarnation || a.counter - b.counter;
}
