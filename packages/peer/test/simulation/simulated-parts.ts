// The services of a simulated peer, put together as the peer itself does it, on the ring and the messages of the simulation.
import type { Hop, LookupResult } from '@acorde/chord';
import { createFiles, type Files } from '../../src/files/create-files.ts';
import { createDistrust } from '../../src/files/distrust.ts';
import { createLimits } from '../../src/files/limits.ts';
import type { Membership } from '../../src/files/ports.ts';
import { createTransfers } from '../../src/files/transfers.ts';
import type { Ring } from '../../src/records/ports.ts';
import type { FileFacts, PeerId } from '../../src/records/record.ts';
import { createRecords, type RecordsParts } from '../../src/records/records.ts';
import { createAdoptOutbox } from '../../src/repair/adopt-outbox.ts';
import { createCollect } from '../../src/repair/collect.ts';
import { createHandOver, type HandOver } from '../../src/repair/hand-over.ts';
import { createHolders } from '../../src/repair/holders.ts';
import { createMaintain, type Maintain } from '../../src/repair/maintain.ts';
import type { Adopter, Liveness } from '../../src/repair/ports.ts';
import { createRepublish } from '../../src/repair/republish.ts';
import { createSurplus } from '../../src/repair/surplus.ts';
import { chunkCount, DIGEST_BYTES } from '../../src/store/chunk.ts';
import type { Database } from '../../src/store/database.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { INLINE_BYTES_MAX } from '../../src/store/upload.ts';
import type { System } from '../../src/system.ts';
import { cancellationOf } from '../../src/wiring/cancellation-of.ts';
import { locateDistinct } from '../../src/wiring/distinct-successors.ts';
import { testAdmins, versionsOf } from '../records/identities.ts';
import { K, type LifeOptions, W } from './life-options.ts';
import { noIndex, recordsRemote, replicaRemote, type Served, smallRemote } from './remotes.ts';

// Those of demos where they are short, and shorter ones where a run of minutes would not see them.
const TIMING = {
  maintainIntervalMs: 5_000,
  repairDelayMs: 10_000,
  republishIntervalMs: 60_000,
  collectGraceMs: 120_000,
  surplusGraceMs: 20_000,
};
const PING_MS = 1_000;
const LIVENESS_MS = 2_000;

const NO_FACTS = { append: () => undefined };
export const SILENT = { info: () => undefined, warn: () => undefined };

/** What a life does its work with. */
export interface Parts {
  readonly records: RecordsParts;
  readonly files: Files;
  readonly store: OpenStore;
  readonly maintain: Maintain;
  readonly holders: { look(): void };
  readonly handOver: HandOver;
  start(): void;
}

interface Base {
  readonly self: Served & { readonly peerId: PeerId };
  readonly database: Database;
  readonly store: OpenStore;
  readonly system: System;
}

/** As `wiring/data.ts` does, with calls over the simulated network. */
export function createParts(options: LifeOptions, base: Base): Parts {
  const { contact, signer, messages, membership } = options;
  const { self, database, store, system } = base;
  const parameters = { replicas: K, writeQuorum: W };
  const remote = replicaRemote(messages, () => self);
  const liveness = livenessOf(self.peerId, membership, remote.ping, system);
  const ring = ringOf(options);
  const records = createRecords({
    ...{ database, system, ring, signer, parameters, admins: testAdmins, addresses: membership },
    remote: recordsRemote(messages, () => self),
    versions: versionsOf(contact.incarnation),
    removals: { removed: () => undefined },
    isStale: () => false,
  });
  const limits = createLimits(system);
  const files = createFiles({
    ...{ database, system, membership, liveness, remote, limits, log: SILENT, network: parameters },
    ...{ self: self.peerId, zone: contact.zone, index: noIndex, small: smallRemote(messages, () => self) },
    ...{ store: store.store, partials: store.partials, losses: store.losses },
    ...{ records: records.records, keptFacts: records.keptFacts },
    facts: NO_FACTS,
    distrust: createDistrust({ system, database, facts: NO_FACTS, log: SILENT }),
    transfers: createTransfers({ system, runningMax: () => limits.values().transfersMax }),
  });
  const repair = createRepair(options, { ...base, ring, records, files, liveness, parameters });
  return {
    ...{ records, files, store },
    ...repair,
    start() {
      files.start();
      for (const loop of repair.loops) loop.start();
    },
  };
}

interface RepairBase extends Base {
  readonly ring: Ring;
  readonly records: RecordsParts;
  readonly files: Files;
  readonly liveness: Liveness;
  readonly parameters: { readonly replicas: number; readonly writeQuorum: number };
}

function createRepair(options: LifeOptions, base: RepairBase) {
  const { contact, membership, messages } = options;
  const { self, records, files, store } = base;
  const remote = replicaRemote(messages, () => self);
  const place = { peerId: self.peerId, address: contact.address, zone: contact.zone };
  const common = { ...base, parts: records, holdings: store.store, selfId: self.peerId, log: SILENT };
  const small = smallRemote(messages, () => self);
  const adoptSmall = createAdoptOutbox((to, fileIds, signal) =>
    to.peerId === self.peerId ? files.small.adopt(fileIds, signal) : small.adopt(to, fileIds, signal),
  );
  const adopter: Adopter = {
    adopt(to, fileId, signal, size) {
      if (size <= INLINE_BYTES_MAX) return adoptSmall(to, fileId, signal);
      return to.peerId === self.peerId
        ? files.replicas.adopt(fileId, signal)
        : remote.adopt(to, fileId, signal);
    },
  };
  const maintain = createMaintain({ ...common, intervalMs: TIMING.maintainIntervalMs });
  const holders = createHolders({
    ...{ ...common, self: place, store: records.store, candidates: membership, adopter },
    facts: NO_FACTS,
    repairDelayMs: TIMING.repairDelayMs,
  });
  const collect = createCollect({ ...common, graceMs: TIMING.collectGraceMs });
  const surplus = createSurplus({
    ...{ ...common, self: place },
    others: {
      addressOf: (peerId) => membership.livePeers().find((peer) => peer.peerId === peerId) ?? null,
      has: async (peer, { fileId, size }, signal) =>
        (await remote.readDigests(peer, fileId, Number.MAX_SAFE_INTEGER, signal)).byteLength ===
        chunkCount(size) * DIGEST_BYTES,
    },
    graceMs: TIMING.surplusGraceMs,
  });
  const republish = createRepublish({
    ...common,
    removals: { removed: () => undefined },
    onSeen(facts: FileFacts, needed: boolean) {
      collect.seen(facts.fileId, needed);
      surplus.seen(facts);
    },
    intervalMs: TIMING.republishIntervalMs,
  });
  const handOver = createHandOver({ ...common, self: place, candidates: membership, adopter });
  return { maintain, holders, handOver, loops: [maintain, holders, collect, surplus, republish] };
}

function livenessOf(
  selfId: PeerId,
  membership: Membership,
  ping: (to: { peerId: string; address: string }, timeoutMs: number) => Promise<void>,
  system: System,
): Liveness {
  const asked = new Map<PeerId, { readonly answers: boolean; readonly atMs: number }>();
  return {
    async answers(peerId) {
      if (peerId === selfId) return true;
      const known = asked.get(peerId);
      if (known && system.monotonicMs() - known.atMs < LIVENESS_MS) return known.answers;
      const address = membership.addressOf(peerId);
      const answers =
        address !== null &&
        (await ping(address, PING_MS).then(
          () => true,
          () => false,
        ));
      asked.set(peerId, { answers, atMs: system.monotonicMs() });
      return answers;
    },
  };
}

function ringOf({ node, contact }: LifeOptions): Ring {
  return {
    self: () => contact,
    locate: (key, signal) =>
      locateDistinct(key, K, (place) =>
        drain(node.lookup(place, signal ? { cancellation: cancellationOf(signal) } : {})),
      ),
    ranges() {
      const { self, predecessor, successors, joined } = node.snapshot();
      if (!joined || (!predecessor && successors.length > 0)) return [];
      return [{ from: (predecessor ?? self).memberId, to: self.memberId, successors }];
    },
  };
}

async function drain(lookup: AsyncGenerator<Hop, LookupResult>) {
  for (;;) {
    const step = await lookup.next();
    if (step.done) return { owner: step.value.owner, successors: step.value.successors };
  }
}
