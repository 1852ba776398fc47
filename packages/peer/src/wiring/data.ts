// Records, copies and their repair, put together. Everything here lives in the peer's index and in blobs/.
import { X509Certificate } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import type { Logger } from 'pino';
import type { EventLog } from '../events/event-log.ts';
import { factFromFile } from '../events/from-files.ts';
import { createFiles, type Files } from '../files/create-files.ts';
import { createDistrust } from '../files/distrust.ts';
import { createLimits, type LimitChanges } from '../files/limits.ts';
import type { FileFact, PeerIndexRemote } from '../files/ports.ts';
import { createShareFolder, type ShareFolder } from '../files/share-folder.ts';
import { createTransfers } from '../files/transfers.ts';
import { bearerOf } from '../identity/certificate.ts';
import { createLiveness } from '../membership/liveness.ts';
import type { Membership } from '../membership/membership.ts';
import type { PeerLife } from '../membership/peer-view.ts';
import type { PeerTiming } from '../peer-timing.ts';
import { type AbsentPeers, createAbsentPeers } from '../records/absent-peers.ts';
import { openPresence, type Presence } from '../records/forget-records.ts';
import type { PeerAddress, Ring, Signer, VersionSource } from '../records/ports.ts';
import { createRecords, type RecordsParts } from '../records/records.ts';
import { createAdoptOutbox } from '../repair/adopt-outbox.ts';
import { createCollect } from '../repair/collect.ts';
import { createExpire } from '../repair/expire.ts';
import { createHandOver, type HandOver } from '../repair/hand-over.ts';
import { createHolders, type Holders } from '../repair/holders.ts';
import { createMaintain, type Maintain } from '../repair/maintain.ts';
import type { Adopter } from '../repair/ports.ts';
import { createRepublish } from '../repair/republish.ts';
import { createScrub, type Scrub } from '../repair/scrub.ts';
import { createSurplus } from '../repair/surplus.ts';
import type { PeerClient } from '../rpc/peer-client.ts';
import { createQueryRemote } from '../rpc/query-remote.ts';
import { createRecordsRemote } from '../rpc/records-remote.ts';
import { createReplicaRemote } from '../rpc/replica-remote.ts';
import { createSmallRemote } from '../rpc/small-remote.ts';
import type { BufferPool } from '../store/buffer-pool.ts';
import { chunkCount, DIGEST_BYTES } from '../store/chunk.ts';
import type { Database } from '../store/database.ts';
import { type OpenStore, openStore } from '../store/open-store.ts';
import type { Holding } from '../store/store.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import type { System } from '../system.ts';
import type { Identity } from './open-identity.ts';

export interface DataOptions {
  readonly directory: string;
  readonly zone: string;
  /** Folder to serve in place. */
  readonly share: string | undefined;
  /** The most bytes that copies may have. */
  readonly quotaBytes: number | undefined;
  readonly limits: LimitChanges;
  readonly address: string;
  readonly identity: Identity;
  readonly signer: Signer;
  readonly database: Database;
  readonly ring: Ring;
  readonly membership: Membership;
  readonly client: PeerClient;
  readonly events: EventLog;
  readonly timing: PeerTiming;
  readonly pool: BufferPool;
  readonly system: System;
  readonly log: Logger;
}

export interface Data {
  readonly files: Files;
  readonly records: RecordsParts;
  readonly store: OpenStore;
  readonly maintain: Maintain;
  readonly holders: Holders;
  readonly scrub: Scrub;
  readonly handOver: HandOver;
  start(): void;
  stop(): Promise<void>;
}

export async function createData(options: DataOptions): Promise<Data> {
  const { database, ring, membership, client, events, pool, system, log, signer, identity } = options;
  const append = (fact: FileFact) => events.append(factFromFile(fact));
  const parameters = identity.network;
  const liveness = createLiveness(membership, system);
  const removals = { removed: (entry: Parameters<typeof removedFact>[0]) => append(removedFact(entry)) };
  const presence = openPresence(database, system.nowMs());
  if (presence.forgot) log.warn('this peer was away for a month: it starts without its records');
  const absent = createAbsentPeers({
    database,
    isHere: (peerId) => peerId === signer.peerId || isLiveState(membership.get(peerId)?.state),
    nowMs: () => system.nowMs(),
    absentMsMax: options.timing.absentMsMax,
  });
  const store = await openStore({
    ...{ database, pool, system, log },
    folder: options.directory,
    quotaBytes: options.quotaBytes,
  });
  const settling: (() => boolean)[] = [];
  const records = createRecords({
    ...{ database, system, ring, signer, parameters, removals, isStale: absent.isStale },
    isSettled: () => settling.length > 0 && settling.every((isSettled) => isSettled()),
    remote: createRecordsRemote(client),
    admins: adminCheck(identity),
    versions: countVersions(identity.incarnation),
    addresses: membership,
  });
  const remote = createReplicaRemote(client);
  const small = createSmallRemote(client);
  const query = createQueryRemote(client);
  const limits = createLimits(system, options.limits);
  const fileDeps = {
    ...{ database, system, log, membership, liveness, remote },
    self: signer.peerId,
    store: store.store,
    partials: store.partials,
    records: records.records,
    keptFacts: records.keptFacts,
    index: { query: (peer, asked, signal) => askIndex(query, peer, asked, signal) } satisfies PeerIndexRemote,
    facts: { append },
    network: parameters,
    transfers: createTransfers({ system, runningMax: () => limits.values().transfersMax }),
    limits,
    distrust: createDistrust({ system, database, facts: { append }, log }),
  };
  const files = createFiles({
    ...{ ...fileDeps, zone: options.zone, losses: store.losses },
    small,
    giveBack: pool.giveBack,
  });
  const share = createShareFolder({ ...fileDeps, shared: store.shared }, options.share ?? null);
  const repair = createRepair({
    options,
    records,
    store,
    files,
    share,
    liveness,
    remote,
    small,
    append,
    presence,
    absent,
  });
  settling.push(repair.maintain.isSettled, repair.republish.isSettled);
  return { files, records, store, ...repair };
}

function createRepair(parts: {
  options: DataOptions;
  records: RecordsParts;
  store: OpenStore;
  files: Files;
  share: ShareFolder;
  liveness: ReturnType<typeof createLiveness>;
  remote: ReturnType<typeof createReplicaRemote>;
  small: ReturnType<typeof createSmallRemote>;
  append: (fact: FileFact) => void;
  presence: Presence;
  absent: AbsentPeers;
}) {
  const { options, records, store, files, share, liveness, remote, append } = parts;
  const { database, ring, membership, system, log, signer, timing } = options;
  const parameters = options.identity.network;
  const selfId = signer.peerId;
  const holdings = store.store;
  const shared = { database, ring, parameters, system, log };
  const maintain = createMaintain({
    ...shared,
    selfId,
    parts: records,
    intervalMs: timing.maintainIntervalMs,
  });
  const self = { peerId: selfId, address: options.address, zone: options.zone };
  const adoptSmall = createAdoptOutbox((to, fileIds, signal) =>
    to.peerId === selfId ? files.small.adopt(fileIds, signal) : parts.small.adopt(to, fileIds, signal),
  );
  const adopter: Adopter = {
    adopt(to, fileId, signal, size) {
      if (size <= INLINE_BYTES_MAX) return adoptSmall(to, fileId, signal);
      return to.peerId === selfId ? files.replicas.adopt(fileId, signal) : remote.adopt(to, fileId, signal);
    },
  };
  // A peer that is being drained gets no new copies, nor does this one while it is.
  const candidates = { livePeers: () => membership.takers() };
  const handOver = createHandOver({
    ...{ self, parts: records, holdings, liveness, candidates, adopter, parameters, system, log },
    onBegin: () => membership.drain(),
  });
  const holders = createHolders({
    ...{ ...shared, liveness, self, adopter },
    store: records.store,
    candidates,
    takesCopies: () => !membership.isDraining,
    facts: { append },
    repairDelayMs: timing.repairDelayMs,
  });
  const collect = createCollect({ parts: records, holdings, system, log, graceMs: timing.collectGraceMs });
  const surplus = createSurplus({
    ...{ parts: records, holdings, liveness, parameters, system, log },
    self: { peerId: selfId, zone: options.zone },
    others: { addressOf: (peerId) => membership.get(peerId), has: hasCopy(remote) },
    graceMs: timing.surplusGraceMs,
  });
  const republish = createRepublish({
    ...{ ...shared, selfId, holdings },
    parts: records,
    removals: { removed: (entry) => append(removedFact(entry)) },
    onSeen(facts, needed) {
      collect.seen(facts.fileId, needed);
      surplus.seen(facts);
    },
    intervalMs: timing.republishIntervalMs,
  });
  const scrub = createScrub({ holdings, database, system, log, intervalMs: timing.scrubIntervalMs });
  const { presence, absent } = parts;
  const expire = createExpire({
    ...{ store: records.store, presence, absent, database, system, log },
    intervalMs: Math.min(timing.absentMsMax / 10, 3_600_000),
  });
  const loops = [maintain, holders, collect, surplus, republish, scrub, expire];
  const ends = [files, share, ...loops];
  return { maintain, holders, republish, scrub, handOver, ...lifecycle(ends, handOver, records) };
}

function isLiveState(state: PeerLife | undefined): boolean {
  return state === 'up' || state === 'joining';
}

/** The list of digests tells that the copy is there and whole; what its bytes are worth is checked by its own scrub. */
function hasCopy(remote: ReturnType<typeof createReplicaRemote>) {
  return async (peer: PeerAddress, { fileId, size }: Holding, signal: AbortSignal) => {
    const bytes = chunkCount(size) * DIGEST_BYTES;
    try {
      return (await remote.readDigests(peer, fileId, bytes, signal)).byteLength === bytes;
    } catch (error) {
      if (error instanceof AcordeError && error.code === 'FILE_NOT_FOUND') return false;
      throw error;
    }
  };
}

interface Part {
  start(): void;
  stop(): Promise<void>;
}

function lifecycle(parts: readonly Part[], handOver: HandOver, records: RecordsParts) {
  return {
    start() {
      for (const part of parts) part.start();
    },
    async stop() {
      await Promise.all([handOver, ...parts].map((part) => part.stop()));
      records.stop();
    },
  };
}

function removedFact(entry: Extract<FileFact, { type: 'file_deleted' }>['entry']): FileFact {
  return { type: 'file_deleted', entry };
}

function countVersions(incarnation: number): VersionSource {
  let counter = 0;
  return {
    next() {
      counter += 1;
      return { incarnation, counter };
    },
  };
}

function adminCheck({ credentials }: Identity) {
  return {
    publicKeyOf(der: Uint8Array): Uint8Array | null {
      try {
        const certificate = new X509Certificate(der);
        // A tombstone outlives the certificate of the admin who signed it, so it is enough that this one was valid once.
        const bearer = bearerOf(certificate, credentials.authority, certificate.validFromDate.getTime());
        return bearer?.roles.has('admin') ? bearer.publicKey : null;
      } catch {
        return null;
      }
    },
  };
}

async function askIndex(
  query: ReturnType<typeof createQueryRemote>,
  peer: Parameters<typeof query>[0],
  asked: Parameters<PeerIndexRemote['query']>[1],
  signal?: AbortSignal,
) {
  const page = await query(peer, { ...asked, scope: 'peer', signal });
  return { entries: [...page.entries], nextPageToken: page.nextPageToken };
}
