import type { Identifier } from '@acorde/chord';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/records/decode-record.ts';
import { partitionKey, partitionOf } from '../../src/records/keys.ts';
import type { Entry } from '../../src/records/record.ts';
import { type Cluster, createCluster, type Peer } from './cluster.ts';
import { tombstoneRecord } from './samples.ts';
import { shareAt } from './share.ts';

const NAMES = ['ana', 'bruno', 'carla', 'diego', 'elena', 'felipe', 'gloria', 'hugo'];
let cluster: Cluster;
afterEach(() => cluster.close());

/** Shares files, and waits until all keepers have their records. */
async function shareFiles(count: number): Promise<Entry[]> {
  cluster = createCluster(NAMES);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++)
    entries.push(await shareAt(cluster, cluster.peer('ana'), `file ${String(i).padStart(3, '0')}`));
  await cluster.system.advance(3_000);
  return entries;
}

const keepersOf = (entry: Entry) => cluster.keepersOf(partitionKey(partitionOf(entry.entryId)));
const recordAt = (peer: Peer, entry: Entry) => peer.store.find(entry.entryId as string as Identifier, 9);

/** As if a write had never reached the peer. */
async function forget(peer: Peer, entry: Entry): Promise<void> {
  const hash = (kept: { hash: Uint8Array }) => Buffer.from(kept.hash).toString('hex') as Identifier;
  const rows = peer.store.scan(0, 10_000).filter((kept) => {
    const [record] = peer.store.find(hash(kept), 1);
    const says = record && decodeRecord(record).says;
    return says?.kind === 'entry' && says.entry.entryId === entry.entryId;
  });
  await peer.database.commit(() => rows.map((kept) => peer.store.remove(kept)));
}

const find = (name: string, limit = 100, after?: Entry) =>
  cluster.system.run(cluster.peer(name).records.search({ query: 'file', limit, after }));

describe('a search', () => {
  it('finds what is acknowledged although the first keeper of its name has missed it', async () => {
    const entries = await shareFiles(20);
    for (const entry of entries) await forget(keepersOf(entry)[0] as Peer, entry);
    const found = await find('hugo');
    expect(found.entries).toHaveLength(20);
    expect(found.partitionsAnswered).toBe(16);
    await cluster.system.advance(1_000);
    // And whoever was behind has it now.
    for (const entry of entries) expect(recordAt(keepersOf(entry)[0] as Peer, entry)).toHaveLength(1);
  });

  it('does not show what one of two keepers knows as removed, and tells the other', async () => {
    const entries = await shareFiles(12);
    const removed = entries.filter((_, i) => i % 2 === 0);
    for (const entry of removed) {
      const tombstone = decodeRecord(tombstoneRecord(cluster.peer('ana'), entry));
      for (const keeper of keepersOf(entry).slice(1))
        await keeper.database.commit(() => keeper.store.merge(tombstone));
    }
    const { entries: shown } = await find('hugo');
    expect(shown.map(({ name }) => name)).toEqual(
      entries.filter((_, i) => i % 2 === 1).map(({ name }) => name),
    );
    await cluster.system.advance(1_000);
    for (const entry of removed) {
      const records = recordAt(keepersOf(entry)[0] as Peer, entry);
      expect(records.map(({ kind }) => kind)).toEqual(['tombstone']);
    }
  });

  it('fills its pages up where removed entries fall out of them', async () => {
    const entries = await shareFiles(40);
    for (const [i, entry] of entries.entries()) {
      if (i % 4 === 0) continue;
      const tombstone = decodeRecord(tombstoneRecord(cluster.peer('ana'), entry));
      const [, second] = keepersOf(entry) as [Peer, Peer];
      await second.database.commit(() => second.store.merge(tombstone));
    }
    const seen: string[] = [];
    for (let after: Entry | undefined; ; ) {
      const page = await find('hugo', 3, after);
      seen.push(...page.entries.map(({ name }) => name));
      after = page.entries.at(-1);
      if (page.entries.length < 3) break;
    }
    expect(seen).toEqual(entries.filter((_, i) => i % 4 === 0).map(({ name }) => name));
  });

  it('counts a partition as answered only when enough of its keepers did', async () => {
    const entries = await shareFiles(5);
    const [first, second] = keepersOf(entries[0] as Entry) as [Peer, Peer];
    cluster.kill(first.name);
    expect((await find('hugo')).partitionsAnswered).toBe(16);
    cluster.kill(second.name);
    const asker = [...cluster.peers.values()].find(({ state }) => state === 'up') as Peer;
    const found = await find(asker.name);
    expect(found.partitionsAnswered).toBeLessThan(16);
    // What can be seen is shown all the same.
    expect(found.entries).toHaveLength(5);
  });

  it('by type and size asks keepers for no more than that', async () => {
    await shareFiles(6);
    const search = (filter: object) =>
      cluster.system.run(cluster.peer('hugo').records.search({ query: '', limit: 9, filter }));
    expect((await search({ mediaType: 'text' })).entries).toHaveLength(6);
    expect((await search({ mediaType: 'image' })).entries).toEqual([]);
    expect((await search({ sizeMin: 9 })).entries).toEqual([]);
    expect((await search({ sizeMin: 8, sizeMax: 8 })).entries).toHaveLength(6);
    await expect(search({ mediaType: '*' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
