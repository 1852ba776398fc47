// The records of the network as this peer sees and writes them, put together from their parts.
import type { Identifier } from '@acorde/chord';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { decodeEntry, encodeEntry, encodeHolder, encodeManifest } from './bodies.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { factsOf, liveEntries } from './facts.ts';
import { createKeptFacts, type KeptFacts } from './kept-facts.ts';
import { partitionKey, partitionOf } from './keys.ts';
import { createPlacement, type Placement } from './placement.ts';
import type {
  AddressBook,
  AdminCheck,
  NetworkParameters,
  RecordsRemote,
  RecordsServer,
  RemovalLog,
  Ring,
  Signer,
  VersionSource,
} from './ports.ts';
import { createPublicKeys } from './public-key.ts';
import { createPublisher } from './publish.ts';
import { createPublishedEntries, type PublishedEntries } from './published-entries.ts';
import { createRangeDigester } from './range-digest.ts';
import { createRecordReader } from './read.ts';
import type { Entry, EntryId, FileFacts, FileId, HolderFact, Manifest, SignedRecord } from './record.ts';
import { createRecordPeers, type RecordPeers } from './record-peers.ts';
import { createRecordStore, type RecordStore } from './record-store.ts';
import { createRecordsServer } from './records-server.ts';
import { createRemover } from './remove.ts';
import { createNameSearcher, type NetworkSearch, type NetworkSearchResult } from './search.ts';
import { signRecord } from './sign.ts';
import { createVerifier, type Verifier } from './verify.ts';

/** What the files ask of the records. */
export interface Records {
  signManifest(manifest: Manifest): SignedRecord;
  signHolder(fact: Omit<HolderFact, 'peerId'>): SignedRecord;
  /** The entry's id follows from its bytes. Errors: INVALID_ARGUMENT. */
  signEntry(entry: Omit<Entry, 'entryId' | 'peerId'>): { entry: Entry; record: SignedRecord };
  /** Resolves when, for every key of every record, w of its first k distinct peers hold it durably; goes on to
   * reach all k in the background. Errors: QUORUM_FAILED, NOT_JOINED, LOOKUP_TIMEOUT, CANCELLED. */
  publish(records: readonly SignedRecord[], signal?: AbortSignal): Promise<void>;
  /** Errors: PEER_UNREACHABLE when too few keepers answer, NOT_JOINED, LOOKUP_TIMEOUT, CANCELLED. */
  facts(fileId: FileId, signal?: AbortSignal): Promise<FileFacts>;
  /** Null when there is no such entry, or a tombstone. Errors: as facts. */
  entry(entryId: EntryId, signal?: AbortSignal): Promise<Entry | null>;
  search(search: NetworkSearch, signal?: AbortSignal): Promise<NetworkSearchResult>;
  /** Errors: FORBIDDEN, QUORUM_FAILED, NOT_JOINED, LOOKUP_TIMEOUT, CANCELLED. */
  remove(entry: Entry, signal?: AbortSignal): Promise<void>;
  readonly published: PublishedEntries;
}

export interface RecordsDeps {
  readonly database: Database;
  readonly system: System;
  readonly ring: Ring;
  readonly remote: RecordsRemote;
  readonly signer: Signer;
  readonly admins: AdminCheck;
  readonly versions: VersionSource;
  readonly parameters: NetworkParameters;
  readonly addresses: AddressBook;
  readonly removals: RemovalLog;
  /** What is not kept any more, nor taken in. */
  isStale(decoded: Pick<DecodedRecord, 'says'>): boolean;
  /** Whether what is kept has been compared with others since the start; never, unless given. */
  readonly isSettled?: (() => boolean) | undefined;
}

/** The parts that others need: the RPC edge the server, repair the rest. */
export interface RecordsParts {
  readonly records: Records;
  readonly server: RecordsServer;
  readonly store: RecordStore;
  readonly placement: Placement;
  readonly peers: RecordPeers;
  readonly verifier: Verifier;
  /** As Records.facts, from every keeper as the ring names them now. Errors: PEER_UNREACHABLE unless all answer. */
  readonly factsFromAll: (fileId: FileId, signal?: AbortSignal) => Promise<FileFacts>;
  /** What this peer knows of a file by itself. */
  readonly keptFacts: KeptFacts;
  /** Ends what goes on in the background. */
  readonly stop: () => void;
}

export function createRecords(deps: RecordsDeps): RecordsParts {
  const { database, system, ring, remote, signer, parameters } = deps;
  const nowMs = () => system.nowMs();
  const store = createRecordStore(database, { nowMs, isStale: deps.isStale });
  const published = createPublishedEntries(database);
  const verifier = createVerifier({ keys: createPublicKeys(), admins: deps.admins });
  const digester = createRangeDigester(database, store.revision);
  const server = createRecordsServer({ ...deps, nowMs, store, digester, verifier, published });
  const placement = createPlacement(ring, system);
  const peers = createRecordPeers({ selfId: signer.peerId, server, remote, verifier });
  const expectedPeers = () => deps.addresses.expectedPeers();
  const publisher = createPublisher({
    ...{ placement, peers, parameters, system, expectedPeers },
    check(record) {
      const isOwn = Buffer.compare(record.publicKey, signer.publicKey) === 0;
      if (!isOwn || record.certificate) verifier.verify(record);
    },
  });
  const reader = createRecordReader({ placement, peers, parameters, system, expectedPeers });
  const searcher = createNameSearcher({ placement, peers, parameters, verifier, system });
  const remover = createRemover({ ...deps, nowMs, server, verifier, publisher });

  const readFacts = async (fileId: FileId, all: boolean, signal?: AbortSignal) =>
    factsOf(fileId, await reader.read({ place: fileId, key: fileId, enough: tellsAll(fileId), all, signal }));

  const records: Records = {
    ...signing(deps, verifier),
    publish: publisher.publish,
    facts: (fileId, signal) => readFacts(fileId, false, signal),
    async entry(entryId, signal) {
      const place = partitionKey(partitionOf(entryId));
      const key = entryId as string as Identifier;
      const found = await reader.read({ place, key, enough: (answer) => answer.length > 0, signal });
      return liveEntries(found).find((entry) => entry.entryId === entryId) ?? null;
    },
    search: searcher.search,
    remove: remover.remove,
    published,
  };
  const factsFromAll = (fileId: FileId, signal?: AbortSignal) => readFacts(fileId, true, signal);
  const { isSettled = () => false } = deps;
  const keptFacts = createKeptFacts({
    selfId: signer.peerId,
    placement,
    store,
    published,
    parameters,
    isSettled,
  });
  return {
    records,
    server,
    store,
    placement,
    peers,
    verifier,
    factsFromAll,
    keptFacts,
    stop: publisher.stop,
  };
}

function signing(deps: { signer: Signer; versions: VersionSource }, { trust }: Verifier) {
  return {
    signManifest: (manifest: Manifest) => trust(signRecord('manifest', encodeManifest(manifest), deps)),
    signHolder: (fact: Omit<HolderFact, 'peerId'>) => trust(signRecord('holder', encodeHolder(fact), deps)),
    signEntry(entry: Omit<Entry, 'entryId' | 'peerId'>) {
      const body = encodeEntry({ ...entry, peerId: deps.signer.peerId });
      // Decoding checks it: what others would refuse is refused here.
      return { entry: decodeEntry(body), record: trust(signRecord('entry', body, deps)) };
    },
  };
}

/** An owner that knows a manifest, a complete copy and an entry, or their removal, is taken at its word. */
function tellsAll(fileId: FileId): (records: readonly DecodedRecord[]) => boolean {
  return (records) => {
    const { manifest, holders, entries } = factsOf(fileId, records);
    const removed = records.some(({ says }) => says.kind === 'tombstone');
    return manifest !== null && holders.some((holder) => holder.complete) && (entries.length > 0 || removed);
  };
}
