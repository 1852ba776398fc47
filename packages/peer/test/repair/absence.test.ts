import { afterEach, describe, expect, it } from 'vitest';
import { openPresence } from '../../src/records/forget-records.ts';
import type { Entry } from '../../src/records/record.ts';
import { createExpire } from '../../src/repair/expire.ts';
import { createRepublish, type Republish } from '../../src/repair/republish.ts';
import { type Cluster, createCluster, type Peer } from '../records/cluster.ts';
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
  for (const { store, database } of others) {
    const { system } = cluster;
    const expire = createExpire({ store, database, system, log, presence: { stamp: () => undefined } });
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

describe('a tombstone', () => {
  it('is forgotten by everybody after 30 days, and not before', async () => {
    await leaveBehind();
    const tombstones = () =>
      [...cluster.peers.values()].filter(({ store }) => store.tombstones(0, 9).length > 0).length;
    await cluster.system.advance(29 * DAY_MS);
    await keepHouse();
    expect(tombstones()).toBeGreaterThanOrEqual(3);
    await cluster.system.advance(2 * DAY_MS);
    expect(tombstones()).toBe(0);
  });
});
