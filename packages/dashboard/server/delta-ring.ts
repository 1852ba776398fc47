// The newest deltas, so that a browser that was away gets only what it missed. Bounded by count and bytes; the oldest go
// first.
import type { Change } from '../src/wire.ts';

export interface DeltaRing {
  /** `bytes`: how long the delta was as it was sent. */
  push(seq: number, changes: readonly Change[], bytes: number): void;
  /** The changes after `seq`, or null when the oldest of them is no longer held. */
  after(seq: number): readonly Change[] | null;
}

export function createDeltaRing(limits: { countMax: number; bytesMax: number }): DeltaRing {
  const deltas: { readonly changes: readonly Change[]; readonly bytes: number }[] = [];
  /** The number of deltas[0]. */
  let first = 1;
  let held = 0;
  return {
    push(seq, changes, bytes) {
      if (deltas.length === 0) first = seq;
      deltas.push({ changes, bytes });
      held += bytes;
      while (deltas.length > limits.countMax || held > limits.bytesMax) {
        held -= deltas.shift()?.bytes ?? 0;
        first += 1;
      }
    },
    after(seq) {
      const newest = first + deltas.length - 1;
      if (seq > newest || seq < first - 1) return null;
      return deltas.slice(seq - first + 1).flatMap(({ changes }) => changes);
    },
  };
}
