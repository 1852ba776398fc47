// How long the fleet needs to come to rest after a change: from the first sign that the ring is out of order or a copy
// is being restored, until neither is so.
import type { FleetState } from './fleet-state.ts';

export interface Unrest {
  /** When it began, by the gateway's clock in Unix milliseconds; null while all is at rest. */
  readonly sinceMs: number | null;
  readonly repairsStarted: number;
  readonly repairsDone: number;
  /** The last time that it ended: how long it had lasted, and when. */
  readonly settled: { readonly tookMs: number; readonly atMs: number; readonly repairs: number } | null;
}

export const AT_REST: Unrest = { sinceMs: null, repairsStarted: 0, repairsDone: 0, settled: null };

/** `after` with its unrest brought up to date; `before` is the state that the same message found. */
export function watchUnrest(before: FleetState, after: FleetState, atMs: number): FleetState {
  const restless = !after.ring.ideal || after.repairs.size > 0;
  const { unrest } = after;
  if (unrest.sinceMs === null) {
    if (!restless || before.epoch === '') return after;
    const started = after.repairs.size;
    return { ...after, unrest: { ...unrest, sinceMs: atMs, repairsStarted: started, repairsDone: 0 } };
  }
  const counted = countRepairs(before.repairs, after);
  if (restless) return counted;
  const { repairsDone: repairs } = counted.unrest;
  const settled = { tookMs: Math.max(0, atMs - unrest.sinceMs), atMs, repairs };
  return { ...counted, unrest: { ...AT_REST, settled } };
}

function countRepairs(before: ReadonlySet<string>, after: FleetState): FleetState {
  if (before === after.repairs) return after;
  const started = [...after.repairs].filter((id) => !before.has(id)).length;
  const done = [...before].filter((id) => !after.repairs.has(id)).length;
  const { unrest } = after;
  return {
    ...after,
    unrest: {
      ...unrest,
      repairsStarted: unrest.repairsStarted + started,
      repairsDone: unrest.repairsDone + done,
    },
  };
}
