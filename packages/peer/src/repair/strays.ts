// Records kept here although this peer is none of the first k that follow any of their keys: the ring has grown in
// between, or this peer wrote them for itself. They are given to those who should keep them, and removed here only
// when all of these have acknowledged them and some time has passed.
import type { Contact, Identifier } from '@acorde/chord';
import { toHex } from '../records/hex.ts';
import type { Placement } from '../records/placement.ts';
import type { NetworkParameters } from '../records/ports.ts';
import type { PeerId, SignedRecord } from '../records/record.ts';
import type { RecordPeers } from '../records/record-peers.ts';
import type { KeptRecord, RecordStore } from '../records/record-store.ts';
import { nextTurn } from '../records/turn.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';

const PAGE = 256;
const REMEMBERED_MAX = 100_000;

export interface Strays {
  /** Goes through all records once. Errors: those of the ring. */
  pass(signal: AbortSignal): Promise<{ strays: number; removed: number }>;
}

interface Deps {
  readonly selfId: PeerId;
  readonly placement: Placement;
  readonly store: RecordStore;
  readonly database: Database;
  readonly peers: RecordPeers;
  readonly parameters: NetworkParameters;
  readonly system: System;
  /** How long a stray is kept after its keepers have acknowledged it. */
  readonly graceMs: number;
}

interface Stray {
  readonly kept: KeptRecord;
  readonly targets: readonly Contact[];
  /** Names this version of the record at these targets. */
  readonly name: string;
}

export function createStrays(deps: Deps): Strays {
  const { placement, store, database, parameters, system } = deps;
  // When the targets of a stray acknowledged it.
  let acknowledged = new Map<string, number>();

  /** The peers that should keep it; null when this peer is one of them. */
  async function targetsOf(keys: readonly Identifier[]): Promise<readonly Contact[] | null> {
    const targets = new Map<string, Contact>();
    for (const key of keys) {
      const keepers = (await placement.peersOf(key)).slice(0, parameters.replicas);
      if (keepers.some(({ peerId }) => peerId === deps.selfId)) return null;
      for (const keeper of keepers) targets.set(keeper.peerId, keeper);
    }
    return [...targets.values()];
  }

  async function straysIn(page: readonly KeptRecord[]): Promise<Stray[]> {
    const strays: Stray[] = [];
    for (const kept of page) {
      const targets = await targetsOf(kept.keys);
      if (!targets || targets.length < Math.min(parameters.replicas, parameters.writeQuorum)) continue;
      const names = targets.map(({ peerId }) => peerId).sort();
      strays.push({ kept, targets, name: [kept.row, toHex(kept.hash), ...names].join(' ') });
    }
    return strays;
  }

  /** Gives strays away; resolves with those that all their targets have acknowledged. */
  async function give(strays: readonly Stray[]): Promise<Stray[]> {
    const failed = new Set<string>();
    const groups = Map.groupBy(
      strays.flatMap((stray) => stray.targets.map((to) => ({ to, stray }))),
      ({ to }) => to.peerId,
    );
    const sends = [...groups.values()].map(async (group) => {
      const records = group.flatMap(({ stray }) => recordOf(store, stray.kept) ?? []);
      const [first] = group;
      if (first) await deps.peers.store(first.to, records).catch(() => failed.add(first.to.peerId));
    });
    await Promise.all(sends);
    return strays.filter(({ targets }) => !targets.some(({ peerId }) => failed.has(peerId)));
  }

  async function settle(page: readonly KeptRecord[], still: Map<string, number>) {
    const strays = await straysIn(page);
    const fresh = strays.filter(({ name }) => !acknowledged.has(name));
    const nowMs = system.monotonicMs();
    for (const { name } of await give(fresh)) if (still.size < REMEMBERED_MAX) still.set(name, nowMs);
    const due: KeptRecord[] = [];
    for (const { name, kept } of strays) {
      const sinceMs = acknowledged.get(name);
      if (sinceMs === undefined) continue;
      if (nowMs - sinceMs >= deps.graceMs) due.push(kept);
      else still.set(name, sinceMs);
    }
    if (due.length > 0) await database.commit(() => due.map((kept) => store.remove(kept)));
    return { strays: strays.length, removed: due.length };
  }

  return {
    async pass(signal) {
      const sum = { strays: 0, removed: 0 };
      const still = new Map<string, number>();
      for (let row = 0; !signal.aborted; await nextTurn()) {
        const page = store.scan(row, PAGE);
        const last = page.at(-1);
        if (!last) break;
        row = last.row;
        const { strays, removed } = await settle(page, still);
        sum.strays += strays;
        sum.removed += removed;
      }
      if (!signal.aborted) acknowledged = still;
      return sum;
    },
  };
}

function recordOf(store: RecordStore, { hash }: KeptRecord): SignedRecord | undefined {
  return store.find(toHex(hash) as Identifier, 1)[0];
}
