// The newest deltas as they were sent, so that a browser that was away for a moment gets only what it missed. Bounded
// by count and bytes; the oldest go first.

export interface DeltaRing {
  push(seq: number, text: string): void;
  /** The deltas after `seq`, or null when the oldest of them is no longer held. */
  after(seq: number): readonly string[] | null;
}

export function createDeltaRing(limits: { countMax: number; bytesMax: number }): DeltaRing {
  const texts: string[] = [];
  /** The number of texts[0]. */
  let first = 1;
  let bytes = 0;
  return {
    push(seq, text) {
      if (texts.length === 0) first = seq;
      texts.push(text);
      bytes += text.length;
      while (texts.length > limits.countMax || bytes > limits.bytesMax) {
        bytes -= texts.shift()?.length ?? 0;
        first += 1;
      }
    },
    after(seq) {
      const newest = first + texts.length - 1;
      if (seq > newest || seq < first - 1) return null;
      return texts.slice(seq - first + 1);
    },
  };
}
