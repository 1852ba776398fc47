import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntryId, FileId, PeerId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { collect, sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import type { Query } from './file-service.ts';
import { createFakeNetwork, type FakeNetwork, type FakePeer } from './testing/fake-network.ts';

const LARGE = 12 * CHUNK_BYTES + 17;
const SILENCE_MS = 5000;
const HEDGE_MS = 1000;
let network: FakeNetwork;

beforeEach(async () => {
  network = await createFakeNetwork({ peers: 4 });
});

afterEach(() => network.destroy());

/** Puts a file with three copies, and says who has one and who has none. */
async function stored(bytes: Uint8Array): Promise<{ fileId: FileId; holders: FakePeer[]; reader: FakePeer }> {
  const { entry } = await network.peers[0]!.files.service.put(trickle(bytes), { name: 'a.bin' });
  const { fileId } = entry;
  await expect.poll(async () => (await network.peers[0]!.records.facts(fileId)).holders.length).toBe(3);
  const holders = network.peers.filter(({ temp }) => temp.store.get(fileId));
  return { fileId, holders, reader: network.peers.find((peer) => !holders.includes(peer))! };
}

async function read(peer: FakePeer, fileId: FileId, range?: { offset: number; length?: number }) {
  return collect((await peer.files.service.get(fileId, range)).bytes);
}

describe('a file', () => {
  it.each([0, 1, 65_536, 65_537, CHUNK_BYTES, LARGE])('of %i bytes comes from other peers', async (size) => {
    const bytes = sampleBytes(size);
    const { fileId, reader } = await stored(bytes);
    const { status, bytes: download } = await reader.files.service.get(fileId);
    expect(status).toMatchObject({ fileId, size, fullyReplicated: true });
    expect((await collect(download)).equals(bytes)).toBe(true);
    expect(reader.temp.store.get(fileId)).toBeNull();
    expect(reader.files.service.transfers()).toMatchObject([{ kind: 'get', state: 'done', moved: size }]);
  });

  it('comes from several holders at once', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    await read(reader, fileId);
    const [transfer] = reader.files.service.transfers();
    expect(transfer!.sources.length).toBeGreaterThan(1);
    expect(transfer!.sources.reduce((sum, { moved }) => sum + moved, 0)).toBe(LARGE);
    for (const { peerId } of transfer!.sources)
      expect(holders.map((holder) => holder.peerId)).toContain(peerId);
    const { chunks, runs } = transfer!.pieces!;
    expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(chunks);
    for (const { state, source } of runs) expect([state, source !== undefined]).toEqual(['done', true]);
  });

  it('comes from the own copy where there is one', async () => {
    const { fileId, holders } = await stored(sampleBytes(LARGE));
    for (const holder of holders.slice(1)) holder.faults.dead = true;
    expect(await read(holders[0]!, fileId)).toHaveLength(LARGE);
  });

  it('comes from the own copy without a question to the ring, where the peer knows it by itself', async () => {
    await network.destroy();
    network = await createFakeNetwork({ peers: 4, knowing: true });
    const bytes = sampleBytes(1000);
    const { fileId, holders } = await stored(bytes);
    network.ring.asked = 0;
    for (const holder of holders.slice(1)) holder.faults.dead = true;
    const { status, bytes: download } = await holders[0]!.files.service.get(fileId);
    expect((await collect(download)).equals(bytes)).toBe(true);
    expect(network.ring.asked).toBe(0);
    expect(status).toMatchObject({ size: 1000, entries: [{ name: 'a.bin' }], fullyReplicated: false });
    expect(status.holders.map(({ peerId }) => peerId)).toEqual([holders[0]!.peerId]);
    expect(status.unreachable).toHaveLength(2);
  });

  it('that the peer knows by itself, and whose copy is lost, comes from those that the ring names', async () => {
    await network.destroy();
    network = await createFakeNetwork({ peers: 4, knowing: true });
    const bytes = sampleBytes(LARGE);
    const { fileId, holders } = await stored(bytes);
    await rm(join(holders[0]!.temp.folder, 'blobs', fileId));
    expect((await read(holders[0]!, fileId)).equals(bytes)).toBe(true);
  });

  it('comes from the others when the own copy is lost, which is told', async () => {
    const bytes = sampleBytes(LARGE);
    const { fileId, holders } = await stored(bytes);
    await rm(join(holders[0]!.temp.folder, 'blobs', fileId));
    expect((await read(holders[0]!, fileId)).equals(bytes)).toBe(true);
    await expect
      .poll(async () => (await holders[1]!.records.facts(fileId)).holders.map(({ peerId }) => peerId))
      .not.toContain(holders[0]!.peerId);
  });

  const ranges = [
    [0, 1],
    [CHUNK_BYTES - 1, 2],
    [3 * CHUNK_BYTES, CHUNK_BYTES],
    [LARGE - 1, 1],
    [LARGE, 0],
  ];
  it.each(ranges)('from byte %i, %i bytes', async (offset, length) => {
    const bytes = sampleBytes(LARGE);
    const { fileId, reader, holders } = await stored(bytes);
    const part = bytes.subarray(offset, offset! + length!);
    for (const peer of [reader, holders[0]!]) {
      expect((await read(peer, fileId, { offset: offset!, length: length! })).equals(part)).toBe(true);
    }
    expect(await read(reader, fileId, { offset: offset! })).toHaveLength(LARGE - offset!);
  });

  it.each([
    [LARGE + 1, 0],
    [0, LARGE + 1],
    [-1, 1],
    [0.5, 1],
  ])('not from byte %d, %d bytes', async (offset, length) => {
    const { fileId, reader } = await stored(sampleBytes(LARGE));
    await expect(reader.files.service.get(fileId, { offset, length })).rejects.toMatchObject({
      code: 'RANGE_NOT_SATISFIABLE',
    });
  });

  it('that nobody shares is FILE_NOT_FOUND', async () => {
    const unknown = 'c'.repeat(64) as FileId;
    const { service } = network.peers[0]!.files;
    await expect(service.get(unknown)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(service.stat(unknown)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(service.digests(unknown)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(service.removeFile(unknown)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(service.entry(unknown as string as EntryId)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('has digests that any peer can tell', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    expect(await reader.files.service.digests(fileId)).toEqual(holders[0]!.temp.store.digests(fileId));
  });
});

describe('during a download', () => {
  it('a holder that lies is given up and its chunks come from another', async () => {
    const bytes = sampleBytes(LARGE);
    const { fileId, reader, holders } = await stored(bytes);
    holders[0]!.faults.lies = true;
    expect((await read(reader, fileId)).equals(bytes)).toBe(true);
    const [transfer] = reader.files.service.transfers();
    expect(transfer!.sources).toContainEqual({
      peerId: holders[0]!.peerId,
      moved: 0,
      bytesPerSecond: 0,
      state: 'dropped',
      error: 'CONTENT_CORRUPT',
    });
    const { peerId } = holders[0]!;
    expect(reader.facts).toMatchObject([{ type: 'chunk_rejected', fileId, peerId }]);
    const status = await reader.files.service.stat(fileId);
    expect(status.holders.filter(({ rejected }) => rejected).map((holder) => holder.peerId)).toEqual([
      peerId,
    ]);
  });

  it('a holder whose disk has changed a bit is made to look, and is a holder no longer', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    for (const holder of holders.slice(1)) holder.faults.dead = true;
    const blob = join(holders[0]!.temp.folder, 'blobs', fileId);
    const bytes = readFileSync(blob);
    bytes[3 * CHUNK_BYTES + 1]! ^= 4;
    writeFileSync(blob, bytes);
    await expect(read(reader, fileId)).rejects.toBeInstanceOf(AcordeError);
    expect(holders[0]!.temp.store.get(fileId)).toBeNull();
    const { peerId } = holders[0]!;
    await expect
      .poll(
        async () => (await reader.records.facts(fileId)).holders.find((one) => one.peerId === peerId)?.gone,
      )
      .not.toBe(false);
  });

  it('a holder that never stops sending is not listened to any longer', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    for (const holder of holders) holder.faults.endless = true;
    expect(await read(reader, fileId)).toHaveLength(LARGE);
  });

  it('two of three holders may die', async () => {
    const bytes = sampleBytes(LARGE);
    const { fileId, reader, holders } = await stored(bytes);
    holders[0]!.faults.diesAfterPieces = 1;
    holders[1]!.faults.diesAfterPieces = 2;
    expect((await read(reader, fileId)).equals(bytes)).toBe(true);
    expect(holders.map(({ faults }) => faults.dead)).toEqual([true, true, false]);
  });

  it('waits while it is paused', async () => {
    const { fileId, reader } = await stored(sampleBytes(LARGE));
    const { bytes } = await reader.files.service.get(fileId);
    const pieces = bytes[Symbol.asyncIterator]();
    await pieces.next();
    const { transferId } = reader.files.service.transfers()[0]!;
    reader.files.service.pauseTransfer(transferId);
    let came = false;
    const next = pieces.next().then((piece) => {
      came = true;
      return piece;
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(came).toBe(false);
    reader.files.service.resumeTransfer(transferId);
    expect((await next).done).toBe(false);
    await pieces.return?.();
  });

  it('ends when somebody cancels it', async () => {
    const { fileId, reader } = await stored(sampleBytes(LARGE));
    const { bytes } = await reader.files.service.get(fileId);
    const pieces = bytes[Symbol.asyncIterator]();
    await pieces.next();
    const [transfer] = reader.files.service.transfers();
    reader.files.service.cancelTransfer(transfer!.transferId);
    await expect(pieces.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(reader.files.service.transfers()).toMatchObject([{ state: 'cancelled' }]);
  });

  it('a holder that goes silent is hedged', async () => {
    const bytes = sampleBytes(LARGE);
    const { fileId, reader, holders } = await stored(bytes);
    holders[0]!.faults.stallsReads = true;
    const reading = read(reader, fileId);
    await network.system.scheduled(HEDGE_MS);
    // The others load all that is free, then the chunk that the reader waits for.
    const turn = setInterval(() => network.system.advance(HEDGE_MS / 4), 5);
    expect((await reading).equals(bytes)).toBe(true);
    clearInterval(turn);
  });

  it('only liars: CONTENT_CORRUPT; only the dead: PEER_UNREACHABLE', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    for (const { faults } of holders) faults.lies = true;
    await expect(read(reader, fileId)).rejects.toMatchObject({ code: 'CONTENT_CORRUPT' });
    for (const { faults } of holders) faults.dead = true;
    await expect(read(reader, fileId)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });

  it('only one silent holder: PEER_UNREACHABLE after a while', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    for (const { faults } of holders) faults.stallsReads = true;
    const refused = expect(read(reader, fileId)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    await network.system.scheduled(SILENCE_MS);
    network.system.advance(SILENCE_MS);
    await refused;
  });

  it('a reader that leaves ends it', async () => {
    const { fileId, reader } = await stored(sampleBytes(LARGE));
    for await (const piece of (await reader.files.service.get(fileId)).bytes) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(reader.files.service.transfers()).toMatchObject([{ state: 'cancelled' }]);
    const stop = new AbortController();
    const { bytes } = await reader.files.service.get(fileId, { offset: 0 }, stop.signal);
    stop.abort();
    await expect(collect(bytes)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('a reader that pauses lets no more than the window be fetched', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(LARGE));
    const { bytes } = await reader.files.service.get(fileId);
    const pieces = bytes[Symbol.asyncIterator]();
    await pieces.next();
    const sent = () => holders.reduce((sum, { faults }) => sum + faults.pieces, 0);
    // One chunk has been taken, eight are in the window; each is one piece.
    await expect.poll(sent).toBe(9);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent()).toBe(9);
    await pieces.return?.();
  });
});

describe('the status of a file', () => {
  it('tells holders that answer from those that do not', async () => {
    const { fileId, reader, holders } = await stored(sampleBytes(10));
    holders[0]!.faults.dead = true;
    const status = await reader.files.service.stat(fileId);
    expect(status.unreachable.map(({ peerId }) => peerId)).toEqual([holders[0]!.peerId]);
    expect(status.holders).toHaveLength(2);
    expect(status).toMatchObject({ fullyReplicated: false, replicasWanted: 3 });
    holders[0]!.faults.dead = false;
    expect((await reader.files.service.stat(fileId)).fullyReplicated).toBe(true);
  });
});

describe('finding files', () => {
  const ask = (peer: FakePeer, query: Partial<Query>) =>
    peer.files.service.query({ query: '', scope: 'fleet', pageSize: 2, ...query });

  beforeEach(async () => {
    for (const name of ['b', 'a', 'c', 'd', 'e']) {
      const peer = network.peers[name === 'e' ? 1 : 0]!;
      await peer.files.service.put(trickle(sampleBytes(10, name.charCodeAt(0))), { name });
    }
  });

  async function allPages(peer: FakePeer, query: Partial<Query>): Promise<string[][]> {
    const pages: string[][] = [];
    for (let pageToken = ''; ; ) {
      const page = await ask(peer, { ...query, pageToken });
      pages.push(page.entries.map(({ name }) => name));
      pageToken = page.nextPageToken;
      if (!pageToken) return pages;
    }
  }

  it('in the whole fleet, page by page', async () => {
    expect(await allPages(network.peers[2]!, {})).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(await ask(network.peers[2]!, {})).toMatchObject({ partitionsAnswered: 16, partitionsTotal: 16 });
  });

  it('in the own index and in that of another peer', async () => {
    expect(await allPages(network.peers[0]!, { scope: 'peer' })).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    const other = { scope: 'peer', peerId: network.peers[1]!.peerId } as const;
    expect(await allPages(network.peers[0]!, other)).toEqual([['e']]);
    const unknown = ask(network.peers[0]!, { scope: 'peer', peerId: 'd'.repeat(64) as PeerId });
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  const garbage = ['x', '%', 'W10', Buffer.from('["a","b"]').toString('base64url'), 'A'.repeat(5000)];
  it.each(garbage.map((token) => ({ start: token.slice(0, 20), token })))(
    'not with a page token $start',
    async ({ token: pageToken }) => {
      await expect(ask(network.peers[0]!, { pageToken })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  it.each([0, 1001, 1.5])('not in pages of %d', async (pageSize) => {
    await expect(ask(network.peers[0]!, { pageSize })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('removing', () => {
  it('an entry leaves the file to its other entries; the last one takes it away', async () => {
    const { service } = network.peers[0]!.files;
    const a = await service.put(trickle(sampleBytes(10)), { name: 'a' });
    const b = await service.put(trickle(sampleBytes(10)), { name: 'b' });
    expect(await service.removeEntry(a.entry.entryId)).toEqual(a.entry);
    expect((await service.stat(a.entry.fileId)).entries).toEqual([b.entry]);
    expect(await service.removeFile(a.entry.fileId)).toEqual([b.entry]);
    await expect(service.get(a.entry.fileId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('what only others may remove is FORBIDDEN', async () => {
    const { entry } = await network.peers[0]!.files.service.put(trickle(sampleBytes(10)), { name: 'a' });
    const { service } = network.peers[1]!.files;
    await expect(service.removeFile(entry.fileId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const own = await service.put(trickle(sampleBytes(10)), { name: 'mine' });
    expect(await service.removeFile(entry.fileId)).toEqual([own.entry]);
  });
});
