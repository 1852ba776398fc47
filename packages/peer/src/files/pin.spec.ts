import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../records/record.ts';
import { collect, sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { createShareFolder } from './share-folder.ts';
import { createFakeNetwork, type FakeNetwork } from './testing/fake-network.ts';

const BYTES = sampleBytes(2_500_000);
const BEFORE = new Date('2025-01-01T00:00:00Z');
let network: FakeNetwork;
let folder: string;

async function setUp(peers: number): Promise<void> {
  network = await createFakeNetwork({ peers });
  folder = await mkdtemp(join(tmpdir(), 'acorde-pin-'));
}

beforeEach(() => setUp(4));
afterEach(async () => {
  await network.destroy();
  await rm(folder, { recursive: true, force: true });
});

const service = (index: number) => network.peers[index]!.files.service;

/** Serves a file from a folder of peer 0. */
async function share(name = 'film.mkv'): Promise<Entry> {
  await writeFile(join(folder, name), BYTES);
  await utimes(join(folder, name), BEFORE, BEFORE);
  await createShareFolder(network.peers[0]!.shareDeps, folder).scan();
  const page = await service(0).query({ query: name, scope: 'peer', pageSize: 1 });
  return page.entries[0]!;
}

async function unshare(name = 'film.mkv'): Promise<void> {
  await rm(join(folder, name));
  await createShareFolder(network.peers[0]!.shareDeps, folder).scan();
}

describe('a pin', () => {
  it.each([0, 2])('at peer %i gives a shared file copies that outlive the folder', async (index) => {
    const shared = await share();
    const { entry, created } = await service(index).pin(shared.fileId);
    expect({ created, name: entry.name, shared: entry.shared }).toEqual({
      created: true,
      name: 'film.mkv',
      shared: false,
    });
    expect(entry.peerId).toBe(network.peers[index]!.peerId);
    await unshare();
    const status = await service(3).stat(shared.fileId);
    expect(status.entries).toEqual([entry]);
    expect(status.holders.filter((holder) => holder.complete && !holder.shared)).toHaveLength(2);
    expect((await collect((await service(3).get(shared.fileId)).bytes)).equals(BYTES)).toBe(true);
  });

  it('of a file that this peer keeps already answers with its entry', async () => {
    const { entry } = await service(1).put(trickle(BYTES), { name: 'a' });
    expect(await service(1).pin(entry.fileId)).toEqual({ entry, created: false });
  });

  it('takes another name, and refuses a bad one', async () => {
    const { fileId } = await share();
    expect((await service(1).pin(fileId, { name: 'kept.mkv' })).entry.name).toBe('kept.mkv');
    await expect(service(1).pin(fileId, { name: '../x' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('is not acknowledged with one copy', async () => {
    const { fileId } = await share();
    for (const index of [2, 3]) network.peers[index]!.faults.outOfSight = true;
    network.peers[0]!.faults.outOfSight = true;
    const refused = expect(service(1).pin(fileId)).rejects.toMatchObject({ code: 'QUORUM_FAILED' });
    await network.system.scheduled(100);
    for (let step = 0; step < 60; step++) {
      network.system.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await refused;
    expect((await service(1).stat(fileId)).entries.every(({ shared }) => shared)).toBe(true);
  });

  it('of what nobody shares is an error', async () => {
    const { entry } = await service(1).put(trickle(BYTES), { name: 'a' });
    await service(1).removeEntry(entry.entryId);
    await expect(service(2).pin(entry.fileId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('a peer that knows no other', () => {
  it('serves and finds what it shares, although no record can be written yet', async () => {
    await network.destroy();
    await rm(folder, { recursive: true });
    await setUp(1);
    const entry = await share();
    // As when the ring refuses a write at once.
    network.ring.records = [];
    const page = await service(0).query({ query: 'film', scope: 'fleet', pageSize: 10 });
    expect(page.entries).toEqual([entry]);
    const download = await service(0).get(entry.fileId);
    expect((await collect(download.bytes)).equals(BYTES)).toBe(true);
    expect(download.status.holders).toEqual([
      { peerId: entry.peerId, complete: true, shared: true, rejected: false },
    ]);
    expect(await service(0).entry(entry.entryId)).toEqual(entry);
  });

  it('says no more than its records once there is a second one', async () => {
    const entry = await share();
    network.ring.records = [];
    await expect(service(0).stat(entry.fileId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
