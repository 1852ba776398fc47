// Record keepers in one process: each with its database, its key and its view of a ring that an oracle answers for.
// Peers can die, hang, come back and join; calls between them go through the bytes of the wire.
import type { Contact, Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { memberIdOf } from '../../src/identity/peer-id.ts';
import { type AbsentPeers, createAbsentPeers } from '../../src/records/absent-peers.ts';
import type { PeerAddress, RecordsRemote, RecordsServer, Ring } from '../../src/records/ports.ts';
import type { Entry, PeerId, SignedRecord } from '../../src/records/record.ts';
import { recordFromBytes, recordToBytes } from '../../src/records/record-codec.ts';
import { createRecords, type RecordsParts } from '../../src/records/records.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { signerNamed, testAdmins, versionsOf } from './identities.ts';
import { createManualSystem, type ManualSystem } from './manual-system.ts';
import type { Author } from './samples.ts';

/** Answers that never come end as transport failures after this. */
const TRANSPORT_MS = 3_000;
const SUCCESSORS = 4;
/** How long a peer may be away before its shared entries are forgotten. */
export const ABSENT_MS_MAX = 7 * 86_400_000;

export interface Peer extends RecordsParts, Author {
  readonly name: string;
  readonly peerId: PeerId;
  readonly contact: Contact;
  readonly database: Database;
  readonly ring: Ring;
  /** Entries whose removal the peer was told of. */
  readonly removed: Entry[];
  readonly absent: AbsentPeers;
  state: 'up' | 'dead' | 'silent';
}

export interface Cluster {
  readonly system: ManualSystem;
  readonly peers: Map<string, Peer>;
  peer(name: string): Peer;
  /** The ring takes the peer in at once. */
  join(name: string, options?: { admin?: boolean; database?: Database }): Peer;
  /** The process dies; the ring still names it until `heal`. */
  kill(name: string): void;
  /** It neither answers nor closes connections. */
  hang(name: string): void;
  revive(name: string): void;
  /** How many others each peer knows, whether the ring names them or not; 0 unless set. */
  expectedPeers: number;
  /** The ring notices who is dead. */
  heal(): void;
  /** The first k distinct peers of a key, by the ring's present view. */
  keepersOf(key: Identifier): Peer[];
  /** Messages sent since the start, by kind. */
  readonly sent: Map<string, number>;
  close(): void;
}

export function createCluster(
  names: readonly string[],
  parameters = { replicas: 3, writeQuorum: 2 },
): Cluster {
  const system = createManualSystem();
  const peers = new Map<string, Peer>();
  const outside = new Set<string>();
  const sent = new Map<string, number>();
  let incarnation = 1_000;

  function inRing(): Contact[] {
    return [...peers.values()]
      .filter(({ peerId }) => !outside.has(peerId))
      .map(({ contact }) => contact)
      .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  }

  function follow(key: Identifier): Contact[] {
    const members = inRing();
    const at = Math.max(
      members.findIndex(({ memberId }) => memberId >= key),
      0,
    );
    return [...members.slice(at), ...members.slice(0, at)];
  }

  function byId(peerId: string): Peer | undefined {
    return [...peers.values()].find((peer) => peer.peerId === peerId);
  }

  function ringOf(contact: Contact): Ring {
    return {
      self: () => contact,
      async locate(key) {
        if (outside.has(contact.peerId)) throw new AcordeError('NOT_JOINED', 'not part of the ring');
        const [owner, ...successors] = follow(key);
        return { owner: owner as Contact, successors: successors.slice(0, SUCCESSORS) };
      },
      ranges() {
        const members = inRing();
        const at = members.findIndex(({ memberId }) => memberId === contact.memberId);
        if (at < 0) return [];
        const from = members.at(at - 1)?.memberId ?? contact.memberId;
        const successors = [...members.slice(at + 1), ...members.slice(0, at)].slice(0, SUCCESSORS);
        return [{ from, to: contact.memberId, successors }];
      },
    };
  }

  async function call<T>(
    to: PeerAddress,
    kind: string,
    run: (server: RecordsServer) => T | Promise<T>,
  ): Promise<T> {
    sent.set(kind, (sent.get(kind) ?? 0) + 1);
    const peer = byId(to.peerId);
    if (peer?.state === 'silent')
      await new Promise<void>((resolve) => void system.schedule(TRANSPORT_MS, resolve));
    if (peer?.state !== 'up') throw new AcordeError('PEER_UNREACHABLE', `${peer?.name} does not answer`);
    return run(peer.server);
  }

  const remote: RecordsRemote = {
    store: (to, records) => call(to, 'store', (server) => server.store(overTheWire(records))),
    fetch: (from, keys) => call(from, 'fetch', (server) => overTheWire(server.fetch(keys))),
    search: (from, search) => call(from, 'search', (server) => overTheWire(server.search(search))),
    digest: (from, range) => call(from, 'digest', (server) => server.digest(range)),
    remove: (to, entryId, fileId) => call(to, 'remove', (server) => server.remove(entryId, fileId)),
  };

  function join(name: string, options: { admin?: boolean; database?: Database } = {}): Peer {
    const signer = signerNamed(name, options);
    const { peerId } = signer;
    const memberId = memberIdOf(peerId, 0);
    const contact = {
      memberId,
      peerId,
      index: 0,
      address: `${name}:1`,
      zone: '',
      incarnation: ++incarnation,
    };
    const versions = versionsOf(incarnation);
    const database = options.database ?? openDatabase(':memory:');
    outside.delete(peerId);
    const ring = ringOf(contact);
    const absent = createAbsentPeers({
      database,
      isHere: (id) => byId(id)?.state === 'up',
      nowMs: () => system.nowMs(),
      absentMsMax: ABSENT_MS_MAX,
    });
    const removed: Entry[] = [];
    const parts = createRecords({
      ...{ database, system, ring, remote, signer, versions, parameters, admins: testAdmins },
      addresses: {
        addressOf: (id) => byId(id)?.contact ?? null,
        expectedPeers: () => cluster.expectedPeers,
      },
      removals: { removed: (entry) => void removed.push(entry) },
      isStale: absent.isStale,
    });
    const peer: Peer = {
      ...parts,
      name,
      peerId,
      contact,
      database,
      ring,
      removed,
      absent,
      signer,
      versions,
      state: 'up',
    };
    peers.set(name, peer);
    for (const other of peers.values()) other.placement.invalidate();
    return peer;
  }

  function peer(name: string): Peer {
    const found = peers.get(name);
    if (!found) throw new Error(`no peer ${name}`);
    return found;
  }

  const cluster: Cluster = {
    expectedPeers: 0,
    system,
    peers,
    peer,
    join,
    kill(name) {
      peer(name).state = 'dead';
    },
    hang(name) {
      peer(name).state = 'silent';
    },
    revive(name) {
      peer(name).state = 'up';
      outside.delete(peer(name).peerId);
    },
    heal() {
      for (const { state, peerId } of peers.values()) if (state !== 'up') outside.add(peerId);
      for (const { placement } of peers.values()) placement.invalidate();
    },
    keepersOf: (key) =>
      follow(key)
        .slice(0, parameters.replicas)
        .flatMap((contact) => byId(contact.peerId) ?? []),
    sent,
    close() {
      for (const { stop, database } of peers.values()) {
        stop();
        database.close();
      }
    },
  };
  for (const name of names) join(name);
  return cluster;
}

/** Through bytes and back, as between processes. */
function overTheWire(records: readonly SignedRecord[]): SignedRecord[] {
  return records.map((record) => recordFromBytes(recordToBytes(record)));
}
