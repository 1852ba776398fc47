// What becomes of things that happen at the same time: the outcome is defined, whatever the order.
import { afterEach, describe, expect, it } from 'vitest';
import { collect, sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { createFakeNetwork, type FakeNetwork } from './testing/fake-network.ts';

const BYTES = sampleBytes(200_000);
let network: FakeNetwork;
afterEach(() => network.destroy());

const service = (index: number) => network.peers[index]!.files.service;
const put = (index: number, name = 'a') => service(index).put(trickle(BYTES), { name });
const entries = async () => (await service(0).query({ query: '', scope: 'fleet', pageSize: 100 })).entries;
const copies = (fileId: string) =>
  network.peers.filter(({ temp }) => temp.store.get(fileId as never) !== null).length;
const temps = () => network.peers.flatMap(({ temp }) => [...temp.store.list()]).length;

describe('the same file', () => {
  it('put at every peer at once has one entry of each, and whole copies', async () => {
    network = await createFakeNetwork({ peers: 5 });
    const results = await Promise.all(network.peers.map((_, index) => put(index)));
    expect(results.every(({ created }) => created)).toBe(true);
    expect(new Set(results.map(({ entry }) => entry.fileId)).size).toBe(1);
    expect(await entries()).toHaveLength(5);
    for (const index of network.peers.keys()) {
      const { bytes } = await service(index).get(results[0]!.entry.fileId);
      expect((await collect(bytes)).equals(BYTES)).toBe(true);
    }
  });

  it('put eight times at one peer at once has one entry, made once', async () => {
    network = await createFakeNetwork({ peers: 3 });
    const results = await Promise.all(Array.from({ length: 8 }, () => put(0)));
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ entry }) => entry.entryId)).size).toBe(1);
    expect(await entries()).toHaveLength(1);
    expect(temps()).toBe(3);
  });

  it('put, removed and put again in the same millisecond is there', async () => {
    network = await createFakeNetwork({ peers: 3 });
    const first = await put(0);
    await service(0).removeEntry(first.entry.entryId);
    const second = await put(0);
    expect(second.entry.entryId).not.toBe(first.entry.entryId);
    expect(await entries()).toEqual([second.entry]);
    expect((await collect((await service(2).get(second.entry.fileId)).bytes)).equals(BYTES)).toBe(true);
  });

  it('put while it is removed is there when the put says so after the removal began', async () => {
    network = await createFakeNetwork({ peers: 3 });
    const first = await put(0);
    const [removed, again] = await Promise.all([service(0).removeEntry(first.entry.entryId), put(0)]);
    expect(removed).toEqual(first.entry);
    const left = await entries();
    // Either the put found the old entry, which then went, or it made a new one, which stays.
    expect(left).toEqual(again.created ? [again.entry] : []);
  });
});

describe('one name', () => {
  it('put with different bytes at the same time is two files, and a removal takes one of them', async () => {
    network = await createFakeNetwork({ peers: 3 });
    const [one, two] = await Promise.all([
      put(0, 'plan'),
      service(1).put(trickle(sampleBytes(70_000, 9)), { name: 'plan' }),
    ]);
    expect((await entries()).map(({ fileId }) => fileId).sort()).toEqual(
      [one.entry.fileId, two.entry.fileId].sort(),
    );
    await service(0).removeEntry(one.entry.entryId);
    expect(await entries()).toEqual([two.entry]);
  });

  it('and bytes shared by two peers stay when one of them removes its entry', async () => {
    network = await createFakeNetwork({ peers: 4 });
    const mine = await put(0, 'mine');
    const yours = await put(1, 'yours');
    await service(0).removeEntry(mine.entry.entryId);
    const status = await service(3).stat(yours.entry.fileId);
    expect(status.entries).toEqual([yours.entry]);
    expect(copies(yours.entry.fileId)).toBeGreaterThanOrEqual(3);
  });
});

describe('a get', () => {
  it('goes on from other holders while the copy that it reads is removed and made again', async () => {
    network = await createFakeNetwork({ peers: 4 });
    const large = sampleBytes(5_000_000);
    const { entry } = await service(0).put(trickle(large), { name: 'large' });
    const reader = network.peers.findIndex(({ temp }) => temp.store.get(entry.fileId) === null);
    const { bytes } = await service(reader).get(entry.fileId);
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) {
      pieces.push(piece);
      if (pieces.length !== 4) continue;
      await network.peers[0]!.temp.store.remove(entry.fileId);
      await network.peers[0]!.files.replicas.adopt(entry.fileId, new AbortController().signal);
    }
    expect(Buffer.concat(pieces).equals(large)).toBe(true);
  });
});
