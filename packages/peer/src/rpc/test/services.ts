// What the specs of the services share: fakes behind every port, and a transport to them without sockets.
import { AcordeError } from '@acorde/protocol';
import { createRouterTransport } from '@connectrpc/connect';
import type { FileService as Files, PutOptions, Query } from '../../files/file-service.ts';
import { createLimits } from '../../files/limits.ts';
import { createAuthorizer, hashWriteToken } from '../../identity/write-token.ts';
import type { DigestRange, PartitionSearch, RecordsServer } from '../../records/ports.ts';
import type { Entry, EntryId, FileId } from '../../records/record.ts';
import { realSystem } from '../../system.ts';
import type { PeerState } from '../ports.ts';
import { routerOptions } from '../router-options.ts';
import { type InternalDeps, internalRoutes, type PublicDeps, publicRoutes } from '../routes.ts';
import {
  contactOf,
  fakeMember,
  fakeRecord,
  fakeReplicas,
  fakeRing,
  hostOf,
  KEY,
  PEER_A,
  PEER_B,
} from './fakes.ts';
import { silentLog } from './peers.ts';

export const SELF = contactOf(PEER_A);
export const OTHER = contactOf(PEER_B);
export const FILE = 'cd'.repeat(32) as FileId;
export const ENTRY = 'ef'.repeat(32) as EntryId;
export const BEARER = { headers: { Authorization: 'Bearer secret' } };

export const entry: Entry = {
  entryId: ENTRY,
  fileId: FILE,
  name: 'canción 音乐.txt',
  size: 3,
  mediaType: 'text/plain',
  sha256: KEY,
  peerId: PEER_A,
  createTimeMs: 1_700_000_000_123,
  shared: false,
};

/** All services of a peer over fakes, behind a transport without sockets. */
export function setUp() {
  const seen: {
    puts: (PutOptions & { bytes: number })[];
    queries: Query[];
    watches: Parameters<PublicDeps['events']['watch']>[0][];
    scrubs: number;
    drains: number;
  } = {
    puts: [],
    queries: [],
    watches: [],
    scrubs: 0,
    drains: 0,
  };
  const status = {
    fileId: FILE,
    size: 3,
    root: KEY,
    entries: [entry],
    holders: [{ peerId: PEER_A, complete: true, shared: false }],
    unreachable: [],
    replicasWanted: 3,
    fullyReplicated: false,
  };
  const files: Partial<Files> = {
    async put(bytes, options) {
      let count = 0;
      for await (const data of bytes) count += data.length;
      seen.puts.push({ ...options, bytes: count });
      return { entry, created: true };
    },
    async get(fileId) {
      if (fileId !== FILE) throw new AcordeError('FILE_NOT_FOUND', 'no such file');
      return {
        status,
        bytes: (async function* () {
          yield new Uint8Array(300 * 1024);
        })(),
      };
    },
    stat: () => Promise.reject(new Error('a secret of the program')),
    async query(query) {
      seen.queries.push(query);
      return { entries: [entry], nextPageToken: 'next', partitionsAnswered: 15, partitionsTotal: 16 };
    },
    removeEntry: async () => entry,
    removeFile: async () => [entry],
    transfers: () => [
      {
        transferId: 't1',
        kind: 'put',
        fileId: FILE,
        name: 'n',
        size: undefined,
        moved: 5,
        state: 'running',
        startTimeMs: 1000,
        bytesPerSecond: 7,
        secondsLeft: undefined,
        sources: [{ peerId: PEER_B, moved: 5, bytesPerSecond: 7, state: 'active', error: '' }],
        pieces: undefined,
        copies: 1,
        copiesWanted: 3,
      },
    ],
    cancelTransfer(transferId) {
      if (transferId !== 't1') throw new AcordeError('FILE_NOT_FOUND', 'no such transfer');
    },
    pauseTransfer: () => undefined,
    resumeTransfer: () => undefined,
    limits: createLimits(realSystem),
  };
  const peer = {
    peerId: PEER_A,
    name: 'a',
    address: 'h:1',
    api: '',
    zone: '',
    incarnation: 7,
    memberIds: [SELF.memberId],
    state: 'up' as const,
    version: '1',
  };
  const state: PeerState = {
    peer,
    position: { incarnation: 7, seq: 9 },
    members: [],
    holdings: { files: 1, bytes: 2, records: 3, entries: 4 },
    uptimeSeconds: 1.5,
    events: 'direct',
    residentBytes: 1000,
    pid: 42,
    successorsWanted: 4,
  };
  const ring = fakeRing(SELF, OTHER);
  const publicDeps: PublicDeps = {
    ring,
    directory: { list: () => [peer] },
    admission: { register: async (token) => ({ certificatePem: token }) },
    files: files as Files,
    batches: {
      put: async (given) =>
        given.map(({ name, data }) => {
          if (name === '') return { error: new AcordeError('INVALID_ARGUMENT', 'a name must not be empty') };
          return { result: { entry: { ...entry, name, size: data.length }, created: true } };
        }),
      async *get(fileIds) {
        for (const fileId of fileIds)
          if (fileId === FILE) yield { fileId, data: new Uint8Array(400 * 1024) };
          else yield { fileId, error: new AcordeError('INTERNAL', 'a secret of the program') };
      },
    },
    authorizer: createAuthorizer(() => [hashWriteToken('secret')]),
    events: {
      position: () => ({ incarnation: 7, seq: 9 }),
      async *watch(after) {
        seen.watches.push(after);
        yield { part: { case: 'heartbeat', value: { incarnation: 7n, seq: 9n } } };
      },
    },
    state: { read: () => state },
    drain: {
      begin() {
        seen.drains += 1;
      },
      status: () => ({ running: seen.drains > 0, files: 4, done: 2, failed: 1 }),
    },
    scrub: {
      begin() {
        seen.scrubs += 1;
      },
      status: () => ({
        ...{ running: seen.scrubs > 0, cursor: null, startMs: 1_700_000_000_000, endMs: 0 },
        ...{ checkedFiles: 3, checkedBytes: 300, lostFiles: 1, passes: 0, lostFilesEver: 1 },
      }),
    },
    system: realSystem,
  };
  const records = {
    stored: [] as unknown[],
    searches: [] as PartitionSearch[],
    ranges: [] as DigestRange[],
    store: async (given: readonly unknown[]) => {
      records.stored.push(...given);
      return { stored: given.length, refused: 0 };
    },
    fetch: () => [fakeRecord(PEER_A)],
    search: (search: PartitionSearch) => {
      records.searches.push(search);
      return [fakeRecord(PEER_A)];
    },
    digest: (range: DigestRange) => {
      records.ranges.push(range);
      return { digests: [new Uint8Array(32)], records: [{ key: KEY, hash: new Uint8Array(32) }] };
    },
    remove: async () => fakeRecord(PEER_A),
  } satisfies RecordsServer & Record<string, unknown>;
  const member = fakeMember(SELF, OTHER);
  const internalDeps: InternalDeps = {
    members: hostOf(
      () => SELF,
      () => member,
    ),
    gossip: { agrees: (_, digest) => digest[0] === 1, exchange: () => [] },
    records,
    replicas: fakeReplicas(),
    small: {
      store: async (copies) => copies.map(() => fakeRecord(PEER_A)),
      read: async (fileIds) => fileIds.map((fileId) => ({ fileId, data: Uint8Array.of(1, 2) })),
      adopt: async (fileIds) =>
        fileIds.map((fileId) => ({ fileId, code: 'PEER_UNREACHABLE', message: 'no holder' })),
    },
    system: publicDeps.system,
  };
  const transport = createRouterTransport(
    (router) => {
      publicRoutes(router, publicDeps);
      internalRoutes(router, internalDeps);
    },
    { router: routerOptions(silentLog) },
  );
  return { transport, seen, ring, records };
}
