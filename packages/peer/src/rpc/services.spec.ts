// The services over their ports, without sockets.
import { AcordeError, contactToMessage, ERROR_TABLE, type ErrorCode } from '@acorde/protocol';
import { MemberService, MembershipService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { RecordService } from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import { ReplicaService } from '@acorde/protocol/gen/acorde/internal/v1/replica_pb.ts';
import { EventService } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { FileService, QueryScope } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { RingService, Routing } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { StateService } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { describe, expect, it, vi } from 'vitest';
import { fromConnectError, toConnectError } from './errors.ts';
import { idToBytes, recordFromMessage, recordToMessage } from './record-message.ts';
import { fakeRecord, KEY, PEER_A, PEER_B } from './test/fakes.ts';
import { silentLog } from './test/peers.ts';
import { BEARER, ENTRY, entry, FILE, OTHER, SELF, setUp } from './test/services.ts';

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error) => fromConnectError(error, 'peer').error.code,
  );

async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

describe('RingService', () => {
  it('streams the hops, and the result last', async () => {
    const client = createClient(RingService, setUp().transport);
    const parts = await collect(client.lookup({ key: KEY, routing: Routing.CLASSIC }));
    expect(parts.map(({ part }) => part.case)).toEqual(['hop', 'result']);
    expect(parts[1]?.part.value).toMatchObject({ key: KEY, hops: 1, owner: { peerId: PEER_B } });
  });

  it('refuses keys and routings that are none', async () => {
    const client = createClient(RingService, setUp().transport);
    for (const key of ['', 'short', KEY.toUpperCase(), `${KEY}0`]) {
      expect(await code(collect(client.lookup({ key })))).toBe('INVALID_ARGUMENT');
    }
    expect(await code(collect(client.lookup({ key: KEY, routing: 99 as Routing })))).toBe('INVALID_ARGUMENT');
  });

  it('ends the lookup when its caller goes away', async () => {
    const { transport, ring } = setUp();
    const abort = new AbortController();
    const hops = createClient(RingService, transport).lookup({ key: KEY }, { signal: abort.signal });
    await hops[Symbol.asyncIterator]().next();
    abort.abort();
    await vi.waitFor(() => expect(ring.cancelled).toBe(true));
  });

  it('shows neighbours and members', async () => {
    const client = createClient(RingService, setUp().transport);
    expect(await client.getNeighbors({})).toMatchObject({
      member: { peerId: PEER_A },
      predecessor: { peerId: PEER_B },
    });
    expect((await client.getRing({})).members).toMatchObject([{ phase: 'up', fingers: [{ exponent: 255 }] }]);
    expect(await code(client.getNeighbors({ memberId: KEY }))).toBe('NOT_FOUND');
    expect(await code(client.getNeighbors({ memberId: 'x' }))).toBe('INVALID_ARGUMENT');
  });
});

describe('FileService', () => {
  const put = (
    client: ReturnType<typeof createClient<typeof FileService>>,
    options = BEARER,
    parts?: unknown[],
  ) =>
    client.put(
      (async function* () {
        const all = parts ?? [
          { part: { case: 'header', value: { name: 'n', size: 6n } } },
          { part: { case: 'data', value: new Uint8Array(4) } },
          { part: { case: 'data', value: new Uint8Array(2) } },
        ];
        for (const part of all) yield part as never;
      })(),
      options,
    );

  it('puts what comes after the header, for those who show the token', async () => {
    const { transport, seen } = setUp();
    const client = createClient(FileService, transport);
    expect(await put(client)).toMatchObject({ created: true, entry: { name: entry.name, size: 3n } });
    expect(seen.puts).toMatchObject([{ name: 'n', size: 6, bytes: 6, sha256: undefined }]);
    expect(await code(put(client, { headers: { Authorization: 'Bearer wrong' } }))).toBe('UNAUTHENTICATED');
    expect(await code(put(client, { headers: {} } as never))).toBe('UNAUTHENTICATED');
    expect(seen.puts).toHaveLength(1);
  });

  it('refuses an upload that is against the protocol', async () => {
    const client = createClient(FileService, setUp().transport);
    const header = { part: { case: 'header', value: { name: 'n' } } };
    const data = { part: { case: 'data', value: new Uint8Array(4) } };
    const huge = { part: { case: 'data', value: new Uint8Array(1024 * 1024 + 1) } };
    const sha = { part: { case: 'header', value: { name: 'n', sha256: 'xyz' } } };
    const size = { part: { case: 'header', value: { name: 'n', size: 2n ** 63n } } };
    for (const parts of [[], [data], [header, header], [header, huge], [sha], [size], [{}]]) {
      expect(await code(put(client, BEARER, parts))).toBe('INVALID_ARGUMENT');
    }
  });

  it('gets the file first, then pieces of at most 256 KiB', async () => {
    const client = createClient(FileService, setUp().transport);
    const parts = (await collect(client.get({ fileId: FILE }))).map(({ part }) => part);
    expect(parts.map((part) => part.case)).toEqual(['file', 'data', 'data']);
    expect(parts[1]?.value).toHaveLength(256 * 1024);
    expect(await code(collect(client.get({ fileId: KEY })))).toBe('FILE_NOT_FOUND');
    expect(await code(collect(client.get({ fileId: '../etc' })))).toBe('INVALID_ARGUMENT');
    expect(await code(collect(client.get({ fileId: FILE, offset: 2n ** 60n })))).toBe('INVALID_ARGUMENT');
  });

  it('searches, with the defaults of the contract', async () => {
    const { transport, seen } = setUp();
    const client = createClient(FileService, transport);
    const page = await client.query({ query: 'can' });
    expect(page).toMatchObject({
      nextPageToken: 'next',
      partitionsAnswered: 15,
      entries: [{ name: entry.name }],
    });
    expect(page.entries[0]?.createTime).toMatchObject({ seconds: 1_700_000_000n, nanos: 123_000_000 });
    await client.query({ scope: QueryScope.PEER, peerId: PEER_B, pageSize: 1000, pageToken: 't' });
    expect(seen.queries).toMatchObject([
      { query: 'can', scope: 'fleet', pageSize: 100, pageToken: undefined },
      { scope: 'peer', peerId: PEER_B, pageSize: 1000, pageToken: 't' },
    ]);
    expect(await code(client.query({ pageSize: 1001 }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.query({ scope: 9 as QueryScope }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.query({ query: 'x'.repeat(2000) }))).toBe('INVALID_ARGUMENT');
  });

  it('deletes an entry or a file, for those who show the token', async () => {
    const client = createClient(FileService, setUp().transport);
    const byEntry = { target: { case: 'entryId' as const, value: ENTRY } };
    expect((await client.delete(byEntry, BEARER)).entryIds).toEqual([ENTRY]);
    expect((await client.delete({ target: { case: 'fileId', value: FILE } }, BEARER)).entryIds).toEqual([
      ENTRY,
    ]);
    expect(await code(client.delete(byEntry))).toBe('UNAUTHENTICATED');
    expect(await code(client.delete({}, BEARER))).toBe('INVALID_ARGUMENT');
  });

  it('pauses and resumes a transfer, and changes its limits, with the write token only', async () => {
    const client = createClient(FileService, setUp().transport);
    for (const call of [client.pauseTransfer, client.resumeTransfer]) {
      await expect(call({ transferId: 't1' })).rejects.toMatchObject({ code: Code.Unauthenticated });
      await call({ transferId: 't1' }, BEARER);
    }
    await expect(client.setLimits({ transfersMax: 3 })).rejects.toMatchObject({ code: Code.Unauthenticated });
    expect((await client.setLimits({ transfersMax: 3 }, BEARER)).limits).toMatchObject({ transfersMax: 3 });
    expect((await client.setLimits({ upBytesPerSecond: 1_000_000n }, BEARER)).limits).toMatchObject({
      upBytesPerSecond: 1_000_000n,
      downBytesPerSecond: 0n,
      transfersMax: 3,
    });
    for (const bad of [{}, { upBytesPerSecond: 1n }, { streamsPerSource: 99 }])
      await expect(client.setLimits(bad, BEARER)).rejects.toMatchObject({ code: Code.InvalidArgument });
    expect((await client.getLimits({})).limits).toMatchObject({
      upBytesPerSecond: 1_000_000n,
      transfersMax: 3,
    });
  });

  it('lists transfers and hides what went wrong inside', async () => {
    const client = createClient(FileService, setUp().transport);
    expect((await client.listTransfers({})).transfers).toMatchObject([
      { transferId: 't1', moved: 5n, state: 'running' },
    ]);
    const failure = await client.stat({ fileId: FILE }).catch((error) => ConnectError.from(error));
    expect(failure).toMatchObject({ code: Code.Internal, rawMessage: 'internal error' });
  });
});

describe('RegistryService, StateService and EventService', () => {
  it('list the peers and admit one', async () => {
    const client = createClient(RegistryService, setUp().transport);
    expect((await client.listPeers({})).peers).toMatchObject([
      { peerId: PEER_A, state: 'up', incarnation: 7n },
    ]);
    expect((await client.registerPeer({ joinToken: 't' })).certificatePem).toBe('t');
    expect(await code(client.registerPeer({}))).toBe('UNAUTHENTICATED');
    expect(await code(client.registerPeer({ joinToken: 'x'.repeat(10_000) }))).toBe('UNAUTHENTICATED');
  });

  it('tell the state together with its place in the log', async () => {
    const state = await createClient(StateService, setUp().transport).getState({});
    const expected = { incarnation: 7n, seq: 9n, pid: 42, holdings: { records: 3n }, successorsWanted: 4 };
    expect(state).toMatchObject(expected);
  });

  it('watch from a place, from a time, or from now on', async () => {
    const { transport, seen } = setUp();
    const client = createClient(EventService, transport);
    expect(await collect(client.watch({}))).toMatchObject([{ part: { case: 'heartbeat' } }]);
    await collect(client.watch({ incarnation: 7n, afterSeq: 8n }));
    await collect(client.watch({ since: { seconds: 2n, nanos: 5_000_000 } }));
    expect(seen.watches).toEqual([null, { incarnation: 7, seq: 8 }, { sinceMs: 2005 }]);
    expect(await code(collect(client.watch({ incarnation: 2n ** 60n })))).toBe('INVALID_ARGUMENT');
  });
});

describe('the internal services', () => {
  it('answer for the members hosted here alone', async () => {
    const client = createClient(MemberService, setUp().transport);
    expect(await client.getNeighbors({ memberId: SELF.memberId })).toMatchObject({
      member: { peerId: PEER_A },
    });
    await client.ping({});
    const failure = fromConnectError(await client.ping({ memberId: KEY }).catch((error) => error), 'peer');
    expect(failure).toMatchObject({ source: 'answered', reason: 'NOT_MEMBER' });
    expect(await code(client.ping({ memberId: 'x' }))).toBe('INVALID_ARGUMENT');
  });

  it('let a member speak only for itself', async () => {
    const client = createClient(MemberService, setUp().transport);
    const notify = { memberId: SELF.memberId, from: contactToMessage(OTHER) };
    expect(await code(client.notify(notify))).toBe('FORBIDDEN');
    expect(await code(client.notify({ memberId: SELF.memberId }))).toBe('INVALID_ARGUMENT');
    const chosen = { ...contactToMessage(OTHER), memberId: KEY };
    expect(await code(client.notify({ memberId: SELF.memberId, from: chosen }))).toBe('INVALID_ARGUMENT');
  });

  it('bound a lookup step and an exchange', async () => {
    const { transport } = setUp();
    const step = { memberId: SELF.memberId, key: KEY, excluded: Array(257).fill(KEY) };
    expect(await code(createClient(MemberService, transport).lookupStep(step))).toBe('INVALID_ARGUMENT');
    const gossip = createClient(MembershipService, transport);
    expect(await code(gossip.exchange({ versions: [{ peerId: new Uint8Array(3) }] }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await code(gossip.exchange({ versions: Array(10_001).fill({}) }))).toBe('INVALID_ARGUMENT');
    expect(await code(gossip.exchange({ digest: new Uint8Array(31) }))).toBe('INVALID_ARGUMENT');
  });

  it('answer a digest by whether they know the same', async () => {
    const gossip = createClient(MembershipService, setUp().transport);
    expect(await gossip.exchange({ digest: new Uint8Array(32).fill(1) })).toMatchObject({ differs: false });
    expect(await gossip.exchange({ digest: new Uint8Array(32) })).toMatchObject({
      differs: true,
      records: [],
    });
  });

  it('keep, fetch, search, digest and remove records', async () => {
    const { transport, records } = setUp();
    const client = createClient(RecordService, transport);
    const record = recordToMessage(fakeRecord(PEER_A));
    expect(await client.store({ records: [record] })).toMatchObject({ stored: 1, refused: 0 });
    expect(records.stored).toEqual([fakeRecord(PEER_A)]);
    const fetched = await client.fetch({ keys: [idToBytes(KEY)] });
    expect(fetched.records.map(recordFromMessage)).toEqual([fakeRecord(PEER_A)]);
    await client.search({
      partitions: [0, 15],
      query: 'q',
      limit: 5,
      afterName: 'n',
      afterEntryId: idToBytes(ENTRY),
      mediaType: 'image',
      sizeMin: 5n,
    });
    expect(records.searches).toEqual([
      {
        partitions: [0, 15],
        query: 'q',
        limit: 5,
        after: { name: 'n', entryId: ENTRY },
        filter: { mediaType: 'image', sizeMin: 5 },
      },
    ]);
    await client.digest({ from: idToBytes(KEY), to: idToBytes(FILE), buckets: [3] });
    expect(records.ranges).toEqual([{ from: KEY, to: FILE, buckets: [3] }]);
    expect(
      (await client.remove({ entryId: idToBytes(ENTRY), fileId: idToBytes(FILE) })).tombstone?.counter,
    ).toBe(2n);
  });

  it('refuse records and questions that cannot be ones', async () => {
    const client = createClient(RecordService, setUp().transport);
    const record = recordToMessage(fakeRecord(PEER_A));
    for (const bad of [
      { ...record, kind: 0 },
      { ...record, kind: 9 },
      { ...record, signature: new Uint8Array(3) },
      { ...record, body: new Uint8Array(100_000) },
      { ...record, counter: 2n ** 60n },
      { ...record, publicKey: new Uint8Array(1000) },
      { ...record, certificate: new Uint8Array(100_000) },
    ]) {
      expect(await code(client.store({ records: [bad as typeof record] }))).toBe('INVALID_ARGUMENT');
    }
    expect(await code(client.fetch({ keys: [new Uint8Array(31)] }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.fetch({ keys: Array(1001).fill(idToBytes(KEY)) }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.search({ partitions: [16], limit: 1 }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.search({ limit: 0 }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.search({ limit: 1, query: 'x'.repeat(2000) }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.digest({ buckets: [16] }))).toBe('INVALID_ARGUMENT');
    expect(await code(client.remove({}))).toBe('INVALID_ARGUMENT');
  });

  it('refuse a copy that is against the protocol', async () => {
    const client = createClient(ReplicaService, setUp().transport);
    const send = (...parts: unknown[]) =>
      client.replicate(
        (async function* () {
          for (const part of parts) yield { part } as never;
        })(),
      );
    const begin = { case: 'begin', value: {} };
    expect(await code(send())).toBe('INVALID_ARGUMENT');
    expect(await code(send({ case: 'data', value: new Uint8Array(1) }))).toBe('INVALID_ARGUMENT');
    expect(await code(send(begin, begin))).toBe('INVALID_ARGUMENT');
    expect(await code(send(begin, { case: 'chunkDigest', value: new Uint8Array(3) }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await code(send(begin, { case: 'finish', value: {} }))).toBe('INVALID_ARGUMENT');
    expect(await code(send(begin, { case: 'data', value: new Uint8Array(1024 * 1024 + 1) }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await code(collect(client.readChunks({ fileId: idToBytes(FILE) })))).toBe('INVALID_ARGUMENT');
    expect(await code(collect(client.readDigests({ fileId: new Uint8Array(1) })))).toBe('INVALID_ARGUMENT');
    expect(await code(client.adopt({}))).toBe('INVALID_ARGUMENT');
  });
});

describe('errors', () => {
  it.each(Object.keys(ERROR_TABLE) as ErrorCode[])('carry %s across the wire', (errorCode) => {
    const sent = toConnectError(new AcordeError(errorCode, 'what is wrong'), silentLog);
    expect(sent.code).toBe(ERROR_TABLE[errorCode].connect);
    const { error, source } = fromConnectError(sent, 'peer');
    expect(error).toMatchObject({ code: errorCode, message: 'what is wrong' });
    expect(source).toBe('answered');
  });

  it('log what was not expected, once, and say nothing of it', () => {
    const log = { ...silentLog, error: vi.fn() } as unknown as typeof silentLog;
    const sent = toConnectError(new Error('a secret of the program'), log);
    expect(sent.rawMessage).toBe('internal error');
    expect(log.error).toHaveBeenCalledOnce();
  });
});
