// A tombstone is kept for 30 days: every peer that has the entry has met it by then. A peer that was away for longer may
// have entries whose tombstones are forgotten, so it comes back without its records (forget-records.ts).
import type { Tombstone } from './record.ts';

export const TOMBSTONE_MS = 30 * 86_400_000;

/** `nowMs` in Unix milliseconds. */
export function isExpired({ removeTimeMs }: Pick<Tombstone, 'removeTimeMs'>, nowMs: number): boolean {
  return nowMs - removeTimeMs > TOMBSTONE_MS;
}
