// One life of a peer on a simulated ring: the real records, files and repair, put together as the peer does it, on the
// real core. Only what is outside of them is virtual: time, the network, the disk. The database is SQLite's own file, of
// which a crash leaves what was synced.
import { copyFileSync, renameSync } from 'node:fs';
import type { ChordNode, Contact, Hop, LookupResult } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { SeededRandom, World } from '@acorde/simulator';
import { createFiles, type Files } from '../../src/files/create-files.ts';
import { createDistrust } from '../../src/files/distrust.ts';
import { createLimits } from '../../src/files/limits.ts';
import type { Membership } from '../../src/files/ports.ts';
import { createTransfers } from '../../src/files/transfers.ts';
import type { Ring, Signer } from '../../src/records/ports.ts';
import type { FileFacts, FileId, PeerId, SignedRecord } from '../../src/records/record.ts';
import { createRecords, type RecordsParts } from '../../src/records/records.ts';
import { createAdoptOutbox } from '../../src/repair/adopt-outbox.ts';
import { createCollect } from '../../src/repair/collect.ts';
import { createHandOver, type HandOver } from '../../src/repair/hand-over.ts';
import { createHolders } from '../../src/repair/holders.ts';
import { createMaintain, type Maintain } from '../../src/repair/maintain.ts';
import type { Adopter, Liveness } from '../../src/repair/ports.ts';
import { createRepublish } from '../../src/repair/republish.ts';
import { createSurplus } from '../../src/repair/surplus.ts';
import type { ReplicaPart, ReplicaServer, SmallServer } from '../../src/rpc/ports.ts';
import { chunkCount, DIGEST_BYTES } from '../../src/store/chunk.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { INLINE_BYTES_MAX } from '../../src/store/upload.ts';
import type { System } from '../../src/system.ts';
import { cancellationOf } from '../../src/wiring/cancellation-of.ts';
import { locateDistinct } from '../../src/wiring/distinct-successors.ts';
import { testAdmins, versionsOf } from '../records/identities.ts';
import type { Messages } from './messages.ts';
import { noIndex, recordsRemote, replicaRemote, type Served, smallRemote } from './remotes.ts';
import { VirtualDisk } from './virtual-disk.ts';
import { virtualSystem } from './virtual-system.ts';

export const K = 3;
export const W = 2;

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
const SYNC_MS_MAX = 8;

/** A mistake that must be noticed. */
export type FileMutant = 'acknowledges-at-one' | 'answers-before-the-sync';

/** What a crash leaves of a peer. */
export interface Remains {
  /** A database to be copied; null when none was ever synced. */
  readonly database: string | null;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface LifeOptions {
  readonly world: World;
  readonly node: ChordNode;
  readonly contact: Contact;
  readonly signer: Signer;
  readonly random: SeededRandom;
  readonly messages: Messages<SimulatedLife>;
  readonly membership: Membership;
  /** Where databases lie, on the real disk. */
  readonly folder: string;
  readonly remains: Remains | null;
  readonly mutant: FileMutant | null;
}

/** A peer from its start to its crash. */
export class SimulatedLife implements Served {
  readonly peerId: PeerId;
  readonly address: string;
  alive = true;
  readonly #options: LifeOptions;
  readonly #ends = new Set<() => void>();
  readonly #disk: VirtualDisk;
  readonly #system: System;
  #durable: string | null = null;
  #parts: Parts | null = null;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.peerId = options.signer.peerId;
    this.address = options.contact.address;
    this.#system = virtualSystem(options.world, options.random, () => this.alive);
    this.#disk = new VirtualDisk(() => this.#syncDelay(), options.remains?.files);
  }

  /** Opens what was left and takes up the work. */
  async start(): Promise<void> {
    const database = this.#openDatabase();
    const store = await openStore({
      database,
      folder: '/',
      disk: this.#disk,
      system: this.#system,
      log: SILENT,
    });
    if (!this.alive) return;
    this.#parts = createParts(this.#options, { self: this, database, store, system: this.#system });
    this.#parts.start();
  }

  get isReady(): boolean {
    return this.alive && this.#parts !== null;
  }

  get files(): Files {
    return this.#ready.files;
  }

  get store(): OpenStore['store'] {
    return this.#ready.store.store;
  }

  get recordsServer() {
    return this.#ready.records.server;
  }

  get replicas(): ReplicaServer {
    const { replicas } = this.files;
    if (this.#options.mutant !== 'acknowledges-at-one') return replicas;
    return { ...replicas, receive: (_size, parts) => this.#pretend(parts) };
  }

  onEnd(fn: () => void): () => void {
    this.#ends.add(fn);
    return () => this.#ends.delete(fn);
  }

  /** The ring has changed, as this peer sees it. */
  ringChanged(): void {
    if (this.#parts === null) return;
    this.#parts.records.placement.invalidate();
    this.#parts.maintain.ringChanged();
    this.#parts.holders.look();
  }

  /** Gives away what others will need; returns whether all of it was taken. */
  async handOver(): Promise<boolean> {
    const { signal } = new AbortController();
    const { failed } = await this.#ready.handOver.run(K, signal);
    await this.#ready.maintain.drain(signal);
    return failed === 0;
  }

  /** As by a loss of power. */
  end(): Remains {
    this.alive = false;
    const ends = [...this.#ends];
    this.#ends.clear();
    for (const end of ends) end();
    return { database: this.#durable ?? this.#options.remains?.database ?? null, files: this.#disk.left() };
  }

  get small(): SmallServer {
    const { small } = this.files;
    if (this.#options.mutant !== 'acknowledges-at-one') return small;
    return { ...small, store: async (copies) => copies.map(({ fileId }) => this.#signHolder(fileId)) };
  }

  // Says that a copy is kept, and keeps nothing.
  async #pretend(parts: AsyncIterable<ReplicaPart>): Promise<SignedRecord> {
    for await (const part of parts) {
      if (part.type !== 'finish') continue;
      return this.#signHolder(part.fileId);
    }
    throw new AcordeError('CANCELLED', 'the stream has ended');
  }

  #signHolder(fileId: FileId): SignedRecord {
    return this.#ready.records.records.signHolder({ fileId, complete: true, shared: false, gone: false });
  }

  get #ready(): Parts {
    if (this.#parts === null) throw new Error('the peer has not started yet');
    return this.#parts;
  }

  #syncDelay(): Promise<void> {
    return new Promise((resolve) => {
      this.#system.schedule(1 + this.#options.random.below(SYNC_MS_MAX), resolve);
    });
  }

  #openDatabase(): Database {
    const { folder, contact, remains, mutant } = this.#options;
    const path = `${folder}/${contact.address.replace(':', '-')}-${contact.incarnation}.db`;
    if (remains?.database) copyFileSync(remains.database, path);
    let count = 0;
    const keep = async (delay: () => Promise<void>) => {
      count += 1;
      const image = `${path}.${count}`;
      copyFileSync(path, image);
      await delay();
      renameSync(image, `${path}.durable`);
      this.#durable = `${path}.durable`;
    };
    const late = () => new Promise<void>((resolve) => void this.#system.schedule(60_000, resolve));
    const database = openDatabase(path, {
      log: {
        sync: async () => {
          if (mutant === 'answers-before-the-sync') void keep(late);
          else await keep(() => this.#syncDelay());
        },
        syncNow: () => undefined,
        close: () => undefined,
      },
    });
    // A crash is made of the images; SQLite itself need not wait for the real disk.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;');
    return database;
  }
}

const NO_FACTS = { append: () => undefined };
const SILENT = { info: () => undefined, warn: () => undefined };

interface Parts {
  readonly records: RecordsParts;
  readonly files: Files;
  readonly store: OpenStore;
  readonly maintain: Maintain;
  readonly holders: { look(): void };
  readonly handOver: HandOver;
  start(): void;
}

interface Base {
  readonly self: SimulatedLife;
  readonly database: Database;
  readonly store: OpenStore;
  readonly system: System;
}

/** As `wiring/data.ts` does, with calls over the simulated network. */
function createParts(options: LifeOptions, base: Base): Parts {
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
