import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { peerIdOf } from '../../identity/peer-id.ts';
import { factsOf } from '../../records/facts.ts';
import { createPublishedEntries } from '../../records/published-entries.ts';
import type { FileId, PeerId } from '../../records/record.ts';
import { createTempStore, type TempStore } from '../../store/testing/temp-store.ts';
import { createFiles, type Files } from '../create-files.ts';
import { createDistrust } from '../distrust.ts';
import { createLimits } from '../limits.ts';
import type { FileFact, Membership, PeerIndexRemote, Records } from '../ports.ts';
import type { ShareDeps } from '../share-folder.ts';
import { createTransfers } from '../transfers.ts';
import { createFakeRecords, type FakeRing } from './fake-records.ts';
import { createFakeRemote, createFakeSmall, type Faults, noFaults } from './fake-remote.ts';
import { createManualSystem, type ManualSystem } from './manual-system.ts';

export interface FakePeer {
  readonly peerId: PeerId;
  readonly address: string;
  readonly zone: string;
  readonly faults: Faults;
  readonly temp: TempStore;
  readonly files: Files;
  readonly records: Records;
  readonly facts: FileFact[];
  /** For a shared folder of this peer. */
  readonly shareDeps: ShareDeps;
}

/** Peers with real stores in temporary folders, on a fake ring and a clock that stands still. */
export interface FakeNetwork {
  readonly system: ManualSystem;
  readonly ring: FakeRing;
  readonly peers: FakePeer[];
  /** Starts a peer anew on the same folder, as after a crash. */
  restart(index: number): Promise<FakePeer>;
  destroy(): Promise<void>;
}

export interface FakeNetworkOptions {
  readonly peers: number;
  readonly replicas?: number;
  readonly writeQuorum?: number;
  readonly zones?: readonly string[];
  /** Whether each peer knows by itself what the ring knows. */
  readonly knowing?: boolean;
  /** Where the peers' folders are made, each under its number; in temporary folders unless given. */
  readonly folder?: string;
}

export async function createFakeNetwork(options: FakeNetworkOptions): Promise<FakeNetwork> {
  const { replicas = 3, writeQuorum = 2 } = options;
  const system = createManualSystem();
  const peers: FakePeer[] = [];
  const ring: FakeRing = {
    records: [],
    asked: 0,
    writeQuorum,
    outcome: () => 'answered',
    seen: () => peers.filter(({ faults }) => !faults.dead).length,
  };
  const othersThan = (peerId: string) => peers.filter((peer) => peer.peerId !== peerId && !peer.faults.dead);
  const peerAt = (peerId: string) => peers.find((peer) => peer.peerId === peerId)!;
  const doorAt = ({ peerId }: { peerId: string }) => {
    const { faults, files } = peerAt(peerId);
    return { faults, replicas: files.replicas, small: files.small };
  };
  const remote = createFakeRemote(doorAt);
  const small = createFakeSmall(doorAt);
  const index: PeerIndexRemote = {
    query: (peer, query) => peerAt(peer.peerId).files.service.query({ ...query, scope: 'peer' }) as never,
  };

  function startPeer(number: number, temp: TempStore): FakePeer {
    const publicKey = Buffer.from(`public key ${number}`);
    const peerId = peerIdOf(publicKey);
    const facts: FileFact[] = [];
    const factLog = { append: (fact: FileFact) => void facts.push(fact) };
    const { database, store, partials, losses } = temp;
    const published = createPublishedEntries(database);
    const membership: Membership = {
      livePeers: () => othersThan(peerId).filter(({ faults }) => !faults.outOfSight),
      takers: () => membership.livePeers().filter((peer) => !peerAt(peer.peerId).faults.draining),
      expectedPeers: () => othersThan(peerId).length,
      addressOf: (other) => peerAt(other) ?? null,
    };
    const records = createFakeRecords({ ring, publicKey, published, database, facts: factLog, system });
    const limits = createLimits(system);
    const log = { info: () => undefined, warn: () => undefined };
    const deps = {
      self: peerId,
      zone: options.zones?.[number] ?? '',
      store,
      partials,
      losses,
      database,
      records,
      remote,
      small,
      index,
      membership,
      ...(options.knowing && { keptFacts: async (fileId: FileId) => factsOf(fileId, ring.records) }),
      liveness: { answers: async (other: PeerId) => !peerAt(other).faults.dead },
      facts: factLog,
      network: { replicas, writeQuorum },
      transfers: createTransfers({ system, runningMax: () => limits.values().transfersMax }),
      limits,
      distrust: createDistrust({ system, database, facts: factLog, log }),
      system,
      log,
    };
    const files = createFiles(deps);
    const shareDeps = { ...deps, shared: temp.shared };
    files.start();
    const zone = options.zones?.[number] ?? '';
    return {
      peerId,
      address: `peer-${number}:1`,
      zone,
      faults: noFaults(),
      temp,
      files,
      records,
      facts,
      shareDeps,
    };
  }

  for (let number = 0; number < options.peers; number += 1) {
    const own = options.folder === undefined ? undefined : join(options.folder, String(number));
    if (own) mkdirSync(own, { recursive: true });
    peers.push(startPeer(number, await createTempStore({ system, ...(own && { folder: own }) })));
  }
  return {
    system,
    ring,
    peers,
    async restart(number) {
      const peer = startPeer(number, await peers[number]!.temp.restart());
      peers[number] = peer;
      return peer;
    },
    async destroy() {
      for (const peer of peers) await peer.files.stop();
      for (const peer of peers) await peer.temp.destroy();
    },
  };
}
