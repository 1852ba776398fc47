import type { Identifier } from '@acorde/chord';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../test/records/cluster.ts';
import { entryIn, entryRecord, holderRecord, manifestOf } from '../../test/records/samples.ts';
import { decodeRecord } from './decode-record.ts';
import type { FileId } from './record.ts';

let cluster: Cluster;
afterEach(() => cluster.close());

function peer() {
  cluster = createCluster(['ana']);
  return cluster.peer('ana');
}

const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
const search = { partitions: [0], query: '', limit: 10 };
const key = 'ab'.repeat(32) as Identifier;

describe('the record service of a peer', () => {
  it('counts what is new and what it refuses, and takes the good ones of a mixed message', async () => {
    const ana = peer();
    const { fileId } = manifestOf('x');
    const good = holderRecord(ana, fileId);
    const bad = { ...entryRecord(ana, 'a'), signature: new Uint8Array(64) };
    const nonsense = { ...good, kind: 'entry' as const };
    expect(await ana.server.store([good, bad, nonsense])).toEqual({ stored: 1, refused: 2 });
    expect(await ana.server.store([good])).toEqual({ stored: 0, refused: 0 });
    expect(await ana.server.store([])).toEqual({ stored: 0, refused: 0 });
  });

  it('refuses a forgery of a record that it keeps', async () => {
    const ana = peer();
    const good = entryRecord(ana, 'a');
    await ana.server.store([good]);
    const forged = { ...good, version: { incarnation: 2 ** 50, counter: 1 } };
    expect(await ana.server.store([forged])).toEqual({ stored: 0, refused: 1 });
  });

  it('refuses more than it will take at once', async () => {
    const { server, ...ana } = peer();
    const many = Array.from({ length: 4097 }, () => ({}) as never);
    await expect(server.store(many)).rejects.toEqual(invalid);
    expect(() => server.fetch(Array.from({ length: 257 }, () => key))).toThrow(invalid);
    expect(ana.store.count().records).toBe(0);
  });

  it('keeps its answers under a megabyte', async () => {
    const ana = peer();
    const { fileId } = manifestOf('x');
    const records = Array.from({ length: 2200 }, (_, i) => entryRecord(ana, `${'n'.repeat(240)}${i}`, 'x'));
    await ana.database.commit(() => records.map((record) => ana.store.merge(decodeRecord(record))));
    const found = ana.server.fetch([fileId]);
    expect(found.length).toBeGreaterThan(100);
    expect(found.reduce((bytes, { body }) => bytes + body.length + 140, 0)).toBeLessThan(1_000_000);
  });

  it.each([
    { ...search, partitions: [] },
    { ...search, partitions: [16] },
    { ...search, partitions: [-1] },
    { ...search, partitions: Array.from({ length: 17 }, () => 0) },
    { ...search, limit: 0 },
    { ...search, limit: 1001 },
    { ...search, limit: 1.5 },
    { ...search, query: 'x'.repeat(1025) },
  ])('refuses the search %#', (bad) => {
    expect(() => peer().server.search(bad)).toThrow(invalid);
  });

  it('refuses a digest of buckets that there are not', () => {
    expect(() => peer().server.digest({ from: key, to: key, buckets: [16] })).toThrow(invalid);
  });

  it('removes an entry that it publishes, once', async () => {
    const ana = peer();
    const record = entryRecord(ana, 'a');
    const entry = entryIn(record);
    await ana.database.commit(() => ana.records.published.add(entry, record));
    const missing = expect.objectContaining({ code: 'FILE_NOT_FOUND' });
    await expect(ana.server.remove(entry.entryId, key as FileId)).rejects.toEqual(missing);
    const both = await Promise.allSettled([
      ana.server.remove(entry.entryId, entry.fileId),
      ana.server.remove(entry.entryId, entry.fileId),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(ana.removed).toEqual([entry]);
  });
});
