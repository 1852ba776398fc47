// Keeps the records where the ring wants them. The owner of a range compares it with the next k - 1 distinct peers when
// the ring changes and from time to time: that repairs what writes could not reach, brings a newcomer its range at
// once, and refills the place of a peer that is gone. What is kept here without need is given away.
import type { Contact } from '@acorde/chord';
import { distinctPeers } from '../records/placement.ts';
import type { NetworkParameters, Ring } from '../records/ports.ts';
import type { PeerId } from '../records/record.ts';
import type { RecordsParts } from '../records/records.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { createRangeComparer, type RangeComparer } from './compare-range.ts';
import { drainRecords } from './drain.ts';
import { createLoop } from './loop.ts';
import type { RepairLog } from './ports.ts';
import { createStrays } from './strays.ts';

/** Changes of the ring come in bursts; the first one is acted on after this. */
const RING_CHANGED_MS = 150;
/** After a change the ring is still settling: it is looked at again. */
const SETTLED_MS = 3_000;

export interface MaintainDeps {
  readonly selfId: PeerId;
  readonly ring: Ring;
  readonly parts: Pick<RecordsParts, 'placement' | 'store' | 'server' | 'peers'>;
  readonly database: Database;
  readonly parameters: NetworkParameters;
  readonly system: System;
  readonly log: RepairLog;
  /** Between two comparisons; default 30 s. */
  readonly intervalMs?: number | undefined;
  /** How long a stray is kept after all its keepers have it; default 60 s. */
  readonly strayGraceMs?: number | undefined;
}

export interface Maintain {
  start(): void;
  stop(): Promise<void>;
  /** The predecessor or a successor of a member hosted here has changed. */
  ringChanged(): void;
  /** Whether all that is kept here has been compared with the other keepers since the start. */
  isSettled(): boolean;
  /** Gives all records to those who will keep them; for a peer about to leave. Never throws. */
  drain(signal: AbortSignal): Promise<void>;
}

export function createMaintain(deps: MaintainDeps): Maintain {
  const { selfId, ring, parts, parameters, system, log } = deps;
  const comparer = createRangeComparer({ ...parts, database: deps.database });
  const strays = createStrays({ ...parts, ...deps, graceMs: deps.strayGraceMs ?? 60_000 });
  let lookAgain = false;
  let settled = false;

  async function run(signal: AbortSignal): Promise<void> {
    const again = lookAgain;
    lookAgain = false;
    for (const range of ring.ranges()) {
      const others = distinctPeers(range.successors).filter(({ peerId }) => peerId !== selfId);
      await unite(range, others.slice(0, parameters.replicas - 1), signal);
    }
    if (again) loop.soon(SETTLED_MS);
    settled ||= !signal.aborted;
    if (!signal.aborted) await strays.pass(signal);
  }

  /** What came from a later replica has to reach the earlier ones, so a second round follows one that brought some. */
  async function unite(range: Range, others: readonly Contact[], signal: AbortSignal): Promise<void> {
    const pulled = await round(range, others, signal);
    if (pulled > 0 && others.length > 1) await round(range, others, signal);
  }

  async function round(range: Range, others: readonly Contact[], signal: AbortSignal): Promise<number> {
    let pulled = 0;
    for (const other of others) {
      if (signal.aborted) return pulled;
      pulled += await compareWith(comparer, range, other, { signal, log });
    }
    return pulled;
  }

  const options = { name: 'records', intervalMs: deps.intervalMs ?? 30_000, firstMs: 1_000, system, log };
  const loop = createLoop(options, run);
  return {
    start: loop.start,
    stop: loop.stop,
    isSettled: () => settled,
    ringChanged() {
      parts.placement.invalidate();
      lookAgain = true;
      loop.soon(RING_CHANGED_MS);
    },
    async drain(signal) {
      try {
        await drainRecords({ ...parts, selfId, parameters }, signal);
      } catch (error) {
        log.warn({ error }, 'records: not all could be handed over before leaving');
      }
    },
  };
}

type Range = ReturnType<Ring['ranges']>[number];

/** A peer that does not answer costs its own comparison only. */
async function compareWith(
  comparer: RangeComparer,
  range: Range,
  other: Contact,
  { signal, log }: { signal: AbortSignal; log: RepairLog },
): Promise<number> {
  try {
    return (await comparer.compare(range, other, { signal })).pulled;
  } catch (error) {
    if (!signal.aborted) log.warn({ error, peerId: other.peerId }, 'records: a range could not be compared');
    return 0;
  }
}
