// A cluster whose peers also repair: each has its loops, and copies that are only names.

import { AcordeError } from '@acorde/protocol';
import type { FileId } from '../../src/records/record.ts';
import { type Collect, createCollect } from '../../src/repair/collect.ts';
import { createHolders, type Holders, type HoldersDeps } from '../../src/repair/holders.ts';
import { createMaintain, type Maintain } from '../../src/repair/maintain.ts';
import type { Holdings, RepairFact } from '../../src/repair/ports.ts';
import { createRepublish, type Republish } from '../../src/repair/republish.ts';
import { createSurplus, type Surplus } from '../../src/repair/surplus.ts';
import type { Holding } from '../../src/store/store.ts';
import { delay } from '../../src/system.ts';
import { type Cluster, createCluster, type Peer } from '../records/cluster.ts';
import { manifestOf } from '../records/samples.ts';

export interface Keeper extends Peer {
  readonly copies: Map<FileId, Holding>;
  readonly facts: RepairFact[];
  readonly warnings: string[];
  readonly maintain: Maintain;
  readonly holders: Holders;
  readonly republish: Republish;
  readonly collect: Collect;
  readonly surplus: Surplus;
  zone: string;
  /** What its repair works with. */
  readonly repairDeps: Pick<
    HoldersDeps,
    'liveness' | 'candidates' | 'adopter' | 'parameters' | 'system' | 'log'
  > & { readonly holdings: Holdings };
}

export interface Keepers {
  readonly cluster: Cluster;
  readonly all: Map<string, Keeper>;
  keeper(name: string): Keeper;
  /** Joins, starts, and tells everybody. */
  join(name: string): Keeper;
  /** The ring drops who is dead, and everybody is told. */
  heal(): void;
  /** Peers that have a copy and are up. */
  holdersOf(fileId: FileId): string[];
  /** Makes adoption at a peer fail or succeed. */
  readonly refusing: Set<string>;
  /** How long a copy takes. */
  readonly pace: { adoptMs: number };
  /** Adoptions asked for. */
  readonly adopted: { name: string; fileId: FileId }[];
  close(): Promise<void>;
}

export const REPAIR_DELAY_MS = 10_000;

export function createKeepers(names: readonly string[], repairDelayMs = REPAIR_DELAY_MS): Keepers {
  const cluster = createCluster([]);
  const all = new Map<string, Keeper>();
  const refusing = new Set<string>();
  const adopted: { name: string; fileId: FileId }[] = [];
  const pace = { adoptMs: 0 };

  const up = () => [...all.values()].filter(({ name }) => cluster.peer(name).state === 'up');

  async function adopt(peerId: string, fileId: FileId): Promise<void> {
    const keeper = up().find((one) => one.peerId === peerId);
    if (!keeper || refusing.has(keeper.name))
      throw new AcordeError('PEER_UNREACHABLE', 'the peer does not answer');
    const source = up().find(({ copies }) => copies.has(fileId));
    const copy = source?.copies.get(fileId);
    if (!copy) throw new AcordeError('FILE_NOT_FOUND', 'no source');
    adopted.push({ name: keeper.name, fileId });
    if (pace.adoptMs > 0) await delay(cluster.system, pace.adoptMs);
    keeper.copies.set(fileId, copy);
    await keeper.records.publish([
      keeper.records.signHolder({ fileId, complete: true, shared: false, gone: false }),
    ]);
  }

  function add(name: string): Keeper {
    const peer = cluster.join(name);
    const copies = new Map<FileId, Holding>();
    const facts: RepairFact[] = [];
    const warnings: string[] = [];
    const holdings = {
      get: (fileId: FileId) => copies.get(fileId) ?? null,
      list: () => copies.values(),
      async remove(fileId: FileId, seen: Holding) {
        if (copies.get(fileId) === seen) copies.delete(fileId);
      },
    };
    const common = {
      ...peer,
      parts: peer,
      holdings,
      selfId: peer.peerId,
      system: cluster.system,
      parameters: { replicas: 3, writeQuorum: 2 },
      log: { warn: (_: object, message: string) => void warnings.push(message) },
    };
    const collect = createCollect({ ...common, graceMs: 60_000 });
    const surplus = createSurplus({
      ...common,
      self: peer.contact as never,
      others: {
        addressOf: (peerId) => {
          const other = [...all.values()].find((one) => one.peerId === peerId);
          return other ? zoned(other) : null;
        },
        async has({ peerId }, { fileId }) {
          return up().some((one) => one.peerId === peerId && one.copies.has(fileId));
        },
      },
      liveness: { answers: async (peerId) => up().some((one) => one.peerId === peerId) },
      graceMs: 60_000,
    });
    const zoned = (one: Keeper) => ({ ...one.contact, zone: one.zone });
    const repairDeps: Keeper['repairDeps'] = {
      ...common,
      liveness: { answers: async (peerId) => up().some((one) => one.peerId === peerId) },
      candidates: {
        livePeers: () =>
          up()
            .filter((one) => one.peerId !== peer.peerId)
            .map(zoned),
      },
      adopter: { adopt: (to, fileId) => adopt(to.peerId, fileId) },
    };
    const keeper: Keeper = Object.assign(Object.create(peer), {
      ...{ copies, facts, warnings, zone: '', collect, surplus },
      maintain: createMaintain({ ...common, strayGraceMs: 20_000 }),
      republish: createRepublish({
        ...common,
        removals: { removed: (entry) => void peer.removed.push(entry) },
        onSeen(facts, needed) {
          collect.seen(facts.fileId, needed);
          surplus.seen(facts);
        },
        intervalMs: 30_000,
      }),
      repairDeps,
      holders: createHolders({
        ...repairDeps,
        ...common,
        self: peer.contact,
        facts: { append: (fact) => void facts.push(fact) },
        repairDelayMs,
      }),
    });
    all.set(name, keeper);
    for (const loop of loopsOf(keeper)) loop.start();
    return keeper;
  }

  const tell = () => {
    for (const { maintain, holders } of up()) {
      maintain.ringChanged();
      holders.look();
    }
  };

  for (const name of names) add(name);
  return {
    cluster,
    all,
    refusing,
    adopted,
    pace,
    keeper(name) {
      const keeper = all.get(name);
      if (!keeper) throw new Error(`no keeper ${name}`);
      return keeper;
    },
    join(name) {
      const keeper = add(name);
      tell();
      return keeper;
    },
    heal() {
      cluster.heal();
      tell();
    },
    holdersOf: (fileId) =>
      up()
        .filter(({ copies }) => copies.has(fileId))
        .map(({ name }) => name),
    async close() {
      for (const keeper of all.values()) for (const loop of loopsOf(keeper)) await loop.stop();
      cluster.close();
    },
  };
}

function loopsOf({ maintain, holders, republish, collect, surplus }: Keeper) {
  return [maintain, holders, republish, collect, surplus];
}

/** A copy that has been here for long. */
export function copyOf(content: string): Holding {
  const { fileId, size, root } = manifestOf(content);
  return { fileId, size, root, sha256: root, place: 'blob', createTimeMs: 0 };
}
