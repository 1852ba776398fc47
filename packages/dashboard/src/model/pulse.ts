// What the fleet does per time: lookups and bytes, in buckets of equal length. Counted from telemetry, which may be
// dropped on its way, so every figure is "at least". Time is the arrival of a message, as replay gives it again.

export interface PulseBucket {
  /** Start of the bucket, Unix milliseconds. */
  readonly atMs: number;
  readonly lookups: number;
  /** Hops of each lookup, at most SAMPLES_MAX. */
  readonly hops: readonly number[];
  /** Milliseconds of each lookup, at most SAMPLES_MAX. */
  readonly ms: readonly number[];
  /** Bytes that peers moved for transfers of any kind. */
  readonly bytes: number;
}

/** Oldest first, at most BUCKETS_MAX; a stretch in which nothing happened has no bucket. */
export type Pulse = readonly PulseBucket[];

export const BUCKET_MS = 2_000;
export const BUCKETS_MAX = 450;
export const SAMPLES_MAX = 256;

export function addLookup(pulse: Pulse, atMs: number, hops: number, ms: number): Pulse {
  return change(pulse, atMs, (bucket) => ({
    ...bucket,
    lookups: bucket.lookups + 1,
    hops: bucket.hops.length < SAMPLES_MAX ? [...bucket.hops, hops] : bucket.hops,
    ms: bucket.ms.length < SAMPLES_MAX ? [...bucket.ms, ms] : bucket.ms,
  }));
}

/** Bytes that were moved since they were last told; a transfer that starts anew never counts backwards. */
export function addBytes(pulse: Pulse, atMs: number, bytes: number): Pulse {
  if (!(bytes > 0)) return pulse;
  return change(pulse, atMs, (bucket) => ({ ...bucket, bytes: bucket.bytes + bytes }));
}

function change(pulse: Pulse, atMs: number, edit: (bucket: PulseBucket) => PulseBucket): Pulse {
  const startMs = Math.floor(atMs / BUCKET_MS) * BUCKET_MS;
  const last = pulse.at(-1);
  // A clock that was set back goes on in the newest bucket.
  if (last !== undefined && last.atMs >= startMs) return [...pulse.slice(0, -1), edit(last)];
  const fresh: PulseBucket = { atMs: startMs, lookups: 0, hops: [], ms: [], bytes: 0 };
  return [...pulse, edit(fresh)].slice(-BUCKETS_MAX);
}
