import { afterEach, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/records/decode-record.ts';
import { openPresence } from '../../src/records/forget-records.ts';
import type { Entry } from '../../src/records/record.ts';
import { createExpire } from '../../src/repair/expire.ts';
import { createRepublish, type Republish } from '../../src/repair/republish.ts';
import { ABSENT_MS_MAX, type Cluster, createCluster, type Peer } from '../records/cluster.ts';
import { entryFields, manifestRecord } from '../records/samples.ts';
import { shareAt } from '../records/share.ts';
import { copyOf } from './keepers.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const log = { warn: () => undefined };
let cluster: Cluster;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of running.splice(0)) await part.stop();
  cluster.close();
});

const find = async (name: string) =>
  (await cluster.system.run(cluster.peer('diego').records.search({ query: name, limit: 9 }))).entries;

/** Ana shares two files and goes; one of them is removed by an admin while she is away. */
async function leaveBehind(): Promise<{ removed: Entry; kept: Entry }> {
  cluster = createCluster(['ana', 'bruno', 'carla', 'elena']);
  cluster.join('diego', { admin: true });
  const removed = await shareAt(cluster, cluster.peer('ana'), 'removed.txt');
  const kept = await shareAt(cluster, cluster.peer('ana'), 'kept.txt');
  const ana = cluster.peer('ana');
  const presence = openPresence(ana.database, cluster.system.nowMs());
  await ana.database.commit(() => presence.stamp(cluster.system.nowMs()));
  await cluster.system.advance(3_000);
  cluster.kill('ana');
  cluster.heal();
  await cluster.system.run(cluster.peer('diego').records.remove(removed));
  await cluster.system.advance(3_000);
  return { removed, kept };
}

/** The others do their housekeeping. */
async function keepHouse(): Promise<void> {
  const others = [...cluster.peers.values()].filter(({ name }) => name !== 'ana');
  for (const { store, database, absent } of others) {
    const { system } = cluster;
    const presence = { stamp: () => undefined };
    const expire = createExpire({ store, database, absent, system, log, presence });
    expire.start();
    running.push(expire);
  }
  await cluster.system.advance(2 * HOUR_MS);
}

/** Ana comes back with the disk that she had, and vouches for what is on it. */
async function comeBack(kept: Entry, removed: Entry): Promise<Peer> {
  const { database } = cluster.peer('ana');
  openPresence(database, cluster.system.nowMs());
  const ana = cluster.join('ana', { database });
  const copies = new Map([
    [kept.fileId, copyOf('kept.txt')],
    [removed.fileId, copyOf('removed.txt')],
  ]);
  const republish: Republish = createRepublish({
    ...ana,
    parts: ana,
    holdings: {
      get: (id) => copies.get(id) ?? null,
      list: () => copies.values(),
      remove: async () => undefined,
    },
    selfId: ana.peerId,
    system: cluster.system,
    parameters: { replicas: 3, writeQuorum: 2 },
    log,
    removals: { removed: () => undefined },
    onSeen: () => undefined,
    intervalMs: HOUR_MS,
  });
  republish.start();
  running.push(republish);
  await cluster.system.advance(60_000);
  return ana;
}

describe('a peer that comes back with an old disk', () => {
  it.each([10, 28, 29.5, 31, 400])('after %d days does not bring back what was removed', async (days) => {
    const { removed, kept } = await leaveBehind();
    await cluster.system.advance(days * DAY_MS);
    await keepHouse();
    const ana = await comeBack(kept, removed);
    expect(await find('removed')).toEqual([]);
    expect(ana.records.published.get(removed.entryId)).toBeNull();
    // What nobody removed is there, and is hers again.
    expect(await find('kept')).toEqual([kept]);
    expect(ana.records.published.get(kept.entryId)).toEqual(kept);
    const facts = await cluster.system.run(ana.records.facts(removed.fileId));
    expect(facts.entries).toEqual([]);
  });

  it('does not forget when its clock was wrong the other way', async () => {
    const { kept } = await leaveBehind();
    const { database } = cluster.peer('ana');
    expect(openPresence(database, 0).forgot).toBe(false);
    expect(openPresence(database, cluster.system.nowMs()).forgot).toBe(false);
    expect(cluster.peer('ana').records.published.get(kept.entryId)).toEqual(kept);
  });
});

describe('a peer that went away', () => {
  /** Ana shares a file from a folder and one with copies elsewhere, and dies. */
  async function shareBoth(): Promise<void> {
    cluster = createCluster(['ana', 'bruno', 'carla', 'diego', 'elena']);
    const ana = cluster.peer('ana');
    const { entry, record } = ana.records.signEntry({ ...entryFields('in place.txt'), shared: true });
    const holder = ana.records.signHolder({
      fileId: entry.fileId,
      complete: true,
      shared: true,
      gone: false,
    });
    await cluster.system.run(ana.records.publish([manifestRecord(ana, 'in place.txt'), holder, record]));
    await shareAt(cluster, ana, 'stored.txt');
    await cluster.system.advance(3_000);
    cluster.kill('ana');
    cluster.heal();
    await keepHouse();
  }

  it('is found with its shared files for as long as it may come back', async () => {
    await shareBoth();
    await cluster.system.advance(ABSENT_MS_MAX - DAY_MS);
    await keepHouse();
    expect(await find('in place')).toHaveLength(1);
  });

  it('takes them with it after that, and nothing that others have', async () => {
    await shareBoth();
    await cluster.system.advance(ABSENT_MS_MAX);
    await keepHouse();
    expect(await find('in place')).toEqual([]);
    expect(await find('stored')).toHaveLength(1);
    const { holders } = await cluster.system.run(
      cluster.peer('diego').records.facts(entryFields('stored.txt').fileId),
    );
    expect(holders).toEqual([]);
  });

  it('does not get them back from a keeper that was slower to forget, and does when it is here again', async () => {
    await shareBoth();
    const keeper = [...cluster.peers.values()].find(
      ({ name, store }) => name !== 'ana' && store.count().entries > 1,
    );
    const [record] = keeper!.store.search({ query: 'in place', limit: 1 });
    await cluster.system.advance(ABSENT_MS_MAX);
    await keepHouse();
    const merge = () => keeper!.database.commit(() => keeper!.store.merge(decodeRecord(record!)));
    expect(await merge()).toBe(false);
    cluster.revive('ana');
    expect(await merge()).toBe(true);
  });
});

describe('a tombstone', () => {
  it('is forgotten by everybody after 30 days, and not before', async () => {
    await leaveBehind();
    const tombstones = () =>
      [...cluster.peers.values()].filter(({ store }) => store.page('tombstones', 0, 9).length > 0).length;
    await cluster.system.advance(29 * DAY_MS);
    await keepHouse();
    expect(tombstones()).toBeGreaterThanOrEqual(3);
    await cluster.system.advance(2 * DAY_MS);
    expect(tombstones()).toBe(0);
  });
});
