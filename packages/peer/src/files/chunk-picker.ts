// Which chunk is asked of whom, for a copy whose chunks may come in any order. What few have comes first, and among those
// it is chance that decides: so peers that fetch the same file at the same time ask its first holder for different
// chunks, and have something to give to each other. There is no I/O and no clock in this file.

/** Holders that load one chunk at the same time, at most. */
const CLAIMS_MAX = 2;

/** Chunks that somebody has. */
export interface Having {
  has(index: number): boolean;
}

/** A run of chunks: `count` from `first`. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

export interface ChunkPicker {
  /** Gives the lane a run of at most `runMax` chunks that `from` has and nobody loads; when there are none, one that
   * others have been loading for longer than `hedgeMs`. Null: nothing to do now. */
  claim(lane: object, from: Having, runMax: number, nowMs: number, hedgeMs: number): Run | null;
  /** Gives back what the lane has claimed. */
  release(lane: object): void;
}

export interface PickerDeps {
  /** How many chunks the file has. */
  readonly total: number;
  /** Those that are here. */
  readonly here: Having;
  /** How many of the other holders have a chunk, as far as is known. */
  readonly holders: (index: number) => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function createChunkPicker({ total, here, holders, random }: PickerDeps): ChunkPicker {
  const claims = new Map<number, { lane: object; sinceMs: number }[]>();
  const isWanted = (index: number, from: Having) => index < total && !here.has(index) && from.has(index);
  const isFree = (index: number, from: Having) => isWanted(index, from) && !claims.has(index);

  /** The rarest free chunk, looked for from a place of chance on. */
  function rarest(from: Having): number | null {
    const start = Math.floor(random() * total);
    let best: number | null = null;
    let bestHolders = Number.POSITIVE_INFINITY;
    for (let step = 0; step < total && bestHolders > 1; step += 1) {
      const index = (start + step) % total;
      if (!isFree(index, from)) continue;
      const count = holders(index);
      if (count >= bestHolders) continue;
      best = index;
      bestHolders = count;
    }
    return best;
  }

  function hedge(from: Having, lane: object, beforeMs: number): number | null {
    for (const [index, claimed] of claims) {
      if (!isWanted(index, from) || claimed.length >= CLAIMS_MAX) continue;
      if (claimed.every((claim) => claim.lane !== lane && claim.sinceMs <= beforeMs)) return index;
    }
    return null;
  }

  function take(index: number, lane: object, sinceMs: number): void {
    claims.set(index, [...(claims.get(index) ?? []), { lane, sinceMs }]);
  }

  return {
    claim(lane, from, runMax, nowMs, hedgeMs) {
      const first = rarest(from);
      if (first === null) {
        const waited = hedge(from, lane, nowMs - hedgeMs);
        if (waited === null) return null;
        take(waited, lane, nowMs);
        return { first: waited, count: 1 };
      }
      let count = 0;
      while (count < runMax && isFree(first + count, from)) {
        take(first + count, lane, nowMs);
        count += 1;
      }
      return { first, count };
    },
    release(lane) {
      for (const [index, claimed] of claims) {
        const left = claimed.filter((claim) => claim.lane !== lane);
        if (left.length > 0) claims.set(index, left);
        else claims.delete(index);
      }
    },
  };
}
