import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { createFakeNetwork, type FakeNetwork } from './testing/fake-network.ts';

const BYTES = sampleBytes(200_000);
let network: FakeNetwork;
beforeEach(async () => {
  network = await createFakeNetwork({ peers: 4 });
});
afterEach(() => network.destroy());

const service = (index: number) => network.peers[index]!.files.service;
const put = async (index: number, name: string, seed = 0, replace = false) =>
  (await service(index).put(trickle(seed === 0 ? BYTES : sampleBytes(100_000, seed)), { name, replace }))
    .entry;
const names = async () =>
  (await service(3).query({ query: '', scope: 'fleet', pageSize: 100 })).entries.map(({ name }) => name);

describe('a rename', () => {
  it('changes the name of one entry and leaves the bytes where they are', async () => {
    const old = await put(0, 'draft.txt');
    const other = await put(1, 'same bytes.txt');
    const renamed = await service(0).renameEntry(old.entryId, 'final.md');
    expect(renamed).toMatchObject({
      name: 'final.md',
      fileId: old.fileId,
      mediaType: 'text/plain',
      size: 200_000,
    });
    expect(await names()).toEqual(['final.md', 'same bytes.txt']);
    await expect(service(2).entry(old.entryId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await service(2).entry(other.entryId)).toEqual(other);
    expect((await collect((await service(3).get(old.fileId)).bytes)).equals(BYTES)).toBe(true);
  });

  it('to the same name changes nothing, and to no name is refused', async () => {
    const old = await put(0, 'a');
    expect(await service(0).renameEntry(old.entryId, 'a')).toEqual(old);
    await expect(service(0).renameEntry(old.entryId, '../a')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await names()).toEqual(['a']);
  });

  it('that may not take the old name away leaves only that', async () => {
    const old = await put(0, 'mine');
    await expect(service(1).renameEntry(old.entryId, 'yours')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await names()).toEqual(['mine']);
  });

  it('of nothing is an error', async () => {
    await expect(service(0).renameEntry('ab'.repeat(32) as never, 'a')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});

describe('a put that replaces', () => {
  it('takes the place of what this peer had under the name, and of nothing else', async () => {
    const first = await put(0, 'plan');
    const elsewhere = await put(1, 'plan', 7);
    const other = await put(0, 'plan b', 8);
    const second = await put(0, 'plan', 9, true);
    await expect(service(2).entry(first.entryId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    for (const entry of [elsewhere, other, second])
      expect(await service(2).entry(entry.entryId)).toEqual(entry);
  });

  it('with the same bytes is the entry that was there', async () => {
    const first = await put(0, 'plan');
    expect(await put(0, 'plan', 0, true)).toEqual(first);
    expect(await names()).toEqual(['plan']);
  });
});
