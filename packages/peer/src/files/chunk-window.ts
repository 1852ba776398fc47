// The chunks that are being fetched: a window over the file that moves with the reader. Which chunk is asked of whom is
// decided here and nowhere else; there is no I/O and no clock in this file.

/** Holders that load one chunk at the same time, at most. */
const CLAIMS_MAX = 2;

/** Chunks that a holder has. */
export interface Having {
  has(index: number): boolean;
}

interface Slot {
  bytes: Uint8Array | null;
  readonly claims: { lane: object; sinceMs: number }[];
}

/** A run of chunks: `count` from `first`. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

export interface ChunkWindow {
  /** Gives the lane the next chunks that `from` has and nobody loads, at most `runMax`; when there are none, the chunk
   * that the reader waits for, if others have been loading it for longer than `hedgeMs`. Null: nothing to do now. */
  claim(lane: object, from: Having, runMax: number, nowMs: number, hedgeMs: number): Run | null;
  /** Gives back what the lane has claimed and not filled. */
  release(lane: object): void;
  /** Whether a chunk is still missing. */
  needs(index: number): boolean;
  fill(index: number, bytes: Uint8Array): void;
  /** Takes the chunk at the head out and moves on; null while it is missing. */
  take(): Uint8Array | null;
  /** All chunks have been taken. */
  readonly done: boolean;
}

/** Chunks [first, end); at most `width` of them are claimed or held at once. */
export function createChunkWindow(first: number, end: number, width: number): ChunkWindow {
  const slots = new Map<number, Slot>();
  let head = first;

  function slot(index: number): Slot {
    const known = slots.get(index) ?? { bytes: null, claims: [] };
    slots.set(index, known);
    return known;
  }

  const isFree = (index: number) => {
    const known = slots.get(index);
    return !known || (!known.bytes && known.claims.length === 0);
  };

  function claimRun(lane: object, from: Having, start: number, runMax: number, sinceMs: number): Run {
    let count = 0;
    const limit = Math.min(end, head + width);
    for (let next = start; count < runMax && next < limit && isFree(next) && from.has(next); next += 1) {
      slot(next).claims.push({ lane, sinceMs });
      count += 1;
    }
    return { first: start, count };
  }

  return {
    claim(lane, from, runMax, nowMs, hedgeMs) {
      for (let index = head; index < Math.min(end, head + width); index += 1) {
        if (isFree(index) && from.has(index)) return claimRun(lane, from, index, runMax, nowMs);
      }
      if (!from.has(head)) return null;
      const waited = slots.get(head);
      if (!waited || waited.bytes || waited.claims.length >= CLAIMS_MAX) return null;
      if (waited.claims.some((claim) => claim.lane === lane || nowMs - claim.sinceMs < hedgeMs)) return null;
      waited.claims.push({ lane, sinceMs: nowMs });
      return { first: head, count: 1 };
    },
    release(lane) {
      for (const { claims } of slots.values()) {
        const at = claims.findIndex((claim) => claim.lane === lane);
        if (at >= 0) claims.splice(at, 1);
      }
    },
    needs: (index) => index >= head && index < end && !slots.get(index)?.bytes,
    fill(index, bytes) {
      if (index >= head && index < end) slot(index).bytes ??= bytes;
    },
    take() {
      const bytes = slots.get(head)?.bytes ?? null;
      if (!bytes) return null;
      slots.delete(head);
      head += 1;
      return bytes;
    },
    get done() {
      return head >= end;
    },
  };
}
