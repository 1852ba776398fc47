import type { Identifier } from '@acorde/chord';
import { afterEach, describe, expect, it } from 'vitest';
import type { Records } from '../../src/files/ports.ts';
import { partitionKey, partitionOf } from '../../src/records/keys.ts';
import type { EntryId } from '../../src/records/record.ts';
import { delay } from '../../src/system.ts';
import { type Cluster, createCluster, type Peer } from './cluster.ts';
import { certificateOf } from './identities.ts';
import {
  entryIn,
  entryRecord,
  holderRecord,
  manifestOf,
  manifestRecord,
  tombstoneRecord,
} from './samples.ts';
import { shareAt } from './share.ts';

const NAMES = ['ana', 'bruno', 'carla', 'diego', 'elena', 'felipe', 'gloria', 'hugo'];
let cluster: Cluster;
afterEach(() => cluster?.close());

const share = (peer: Peer, name: string, content = name) => shareAt(cluster, peer, name, content);
const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => name);

describe('publishing', () => {
  it('keeps a record at the first three distinct peers of each of its keys', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    await cluster.system.advance(100);
    for (const key of [entry.fileId, partitionKey(partitionOf(entry.entryId))]) {
      for (const keeper of cluster.keepersOf(key)) {
        expect(keeper.server.fetch([entry.entryId as string as Identifier])).toHaveLength(1);
      }
    }
  });

  it('fails on a ring of one peer and says what is needed', async () => {
    cluster = createCluster(['ana']);
    await expect(share(cluster.peer('ana'), 'a')).rejects.toMatchObject({
      code: 'QUORUM_FAILED',
      message: 'needs 2 peers, sees 1',
    });
  });

  it('waits for a ring that has lost sight of all others for a moment', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    cluster.expectedPeers = 2;
    for (const name of ['bruno', 'carla']) cluster.kill(name);
    cluster.heal();
    const sharing = share(cluster.peer('ana'), 'a');
    await cluster.system.advance(1_000);
    for (const name of ['bruno', 'carla']) cluster.revive(name);
    await cluster.system.advance(1_000);
    await sharing;
  });

  it('gives up when the others do not come into sight', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    cluster.expectedPeers = 2;
    for (const name of ['bruno', 'carla']) cluster.kill(name);
    cluster.heal();
    const refused = expect(share(cluster.peer('ana'), 'a')).rejects.toMatchObject({
      code: 'QUORUM_FAILED',
      message: 'needs 2 peers, sees 1',
    });
    await cluster.system.advance(10_000);
    await refused;
  });

  it('calls nothing absent while it sees too few of the peers to be sure', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla', 'diego']);
    const entry = await share(cluster.peer('ana'), 'a');
    const blind = [...cluster.peers.values()].find(
      ({ peerId }) => !cluster.keepersOf(entry.fileId).some((keeper) => keeper.peerId === peerId),
    ) as Peer;
    for (const { name } of cluster.peers.values()) if (name !== blind.name) cluster.kill(name);
    cluster.heal();
    expect((await blind.records.facts(entry.fileId)).entries).toEqual([]);
    cluster.expectedPeers = 3;
    await expect(blind.records.facts(entry.fileId)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });

  it('works alone in a network that opted out of replicas', async () => {
    cluster = createCluster(['ana'], { replicas: 1, writeQuorum: 1 });
    const entry = await share(cluster.peer('ana'), 'a');
    expect(await cluster.peer('ana').records.entry(entry.entryId)).toEqual(entry);
  });

  it('is acknowledged by two while the third neither answers nor closes', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    cluster.hang('carla');
    const before = cluster.system.nowMs();
    await share(cluster.peer('ana'), 'a');
    expect(cluster.system.nowMs() - before).toBeLessThan(500);
  });

  it('waits a moment for the owner, so that who reads next finds the record there', async () => {
    cluster = createCluster(NAMES);
    const { fileId } = manifestOf('a');
    const [owner] = cluster.keepersOf(fileId) as [Peer];
    const { store } = owner.server;
    owner.server.store = async (records) => {
      await delay(cluster.system, 100);
      return store(records);
    };
    const writer = [...cluster.peers.values()].find((peer) => peer !== owner) as Peer;
    await cluster.system.run(writer.records.publish([manifestRecord(writer, 'a')]));
    expect(owner.server.fetch([fileId])).toHaveLength(1);
  });

  it('waits for the ring to replace a dead owner', async () => {
    cluster = createCluster(NAMES);
    const { fileId } = manifestOf('a');
    const [owner, second] = cluster.keepersOf(fileId) as [Peer, Peer];
    const writer = [...cluster.peers.values()].find((peer) => peer !== owner && peer !== second) as Peer;
    cluster.kill(owner.name);
    cluster.kill(second.name);
    cluster.system.schedule(4_000, () => cluster.heal());
    await cluster.system.run(writer.records.publish([manifestRecord(writer, 'a')]));
    const kept = cluster.keepersOf(fileId).filter((peer) => peer.server.fetch([fileId]).length > 0);
    expect(kept.length).toBeGreaterThanOrEqual(2);
  });

  it('gives up within the deadline when two of three stay dead', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    cluster.kill('bruno');
    cluster.kill('carla');
    const before = cluster.system.nowMs();
    await expect(share(cluster.peer('ana'), 'a')).rejects.toMatchObject({
      code: 'QUORUM_FAILED',
      message: 'needs 2 peers, reaches 1',
    });
    expect(cluster.system.nowMs() - before).toBeLessThan(15_000);
  });

  it('ends when the caller goes away', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    cluster.kill('bruno');
    cluster.kill('carla');
    const caller = new AbortController();
    cluster.system.schedule(500, () => caller.abort());
    const ana = cluster.peer('ana');
    const publishing = ana.records.publish([manifestRecord(ana, 'a')], caller.signal);
    await expect(cluster.system.run(publishing)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses to publish what its keepers would refuse', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    const ana = cluster.peer('ana');
    const record = { ...manifestRecord(cluster.peer('bruno'), 'a'), signature: new Uint8Array(64) };
    await expect(cluster.system.run(ana.records.publish([record]))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('reading', () => {
  it('finds facts and entries from every peer', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    for (const { records } of cluster.peers.values()) {
      const facts = await cluster.system.run(records.facts(entry.fileId));
      expect(facts.manifest).toMatchObject({ fileId: entry.fileId });
      expect(facts.holders.map(({ peerId }) => peerId)).toEqual([cluster.peer('ana').peerId]);
      expect(facts.entries).toEqual([entry]);
      expect(await cluster.system.run(records.entry(entry.entryId))).toEqual(entry);
    }
  });

  it('survives the loss of two of three keepers at once', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    await cluster.system.advance(5_000);
    const [first, second] = cluster.keepersOf(entry.fileId) as [Peer, Peer];
    cluster.kill(first.name);
    cluster.kill(second.name);
    const reader = [...cluster.peers.values()].find(({ state }) => state === 'up') as Peer;
    expect((await cluster.system.run(reader.records.facts(entry.fileId))).entries).toEqual([entry]);
  });

  it('does not wait for an owner that hangs', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    await cluster.system.advance(5_000);
    const [owner] = cluster.keepersOf(entry.fileId) as [Peer];
    cluster.hang(owner.name);
    const reader = [...cluster.peers.values()].find(({ state }) => state === 'up') as Peer;
    const before = cluster.system.nowMs();
    expect((await cluster.system.run(reader.records.facts(entry.fileId))).entries).toEqual([entry]);
    expect(cluster.system.nowMs() - before).toBeLessThan(1_000);
  });

  it('says that a file is unknown only when enough keepers answer', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    const { fileId } = manifestOf('never put');
    const { records } = cluster.peer('ana');
    expect(await cluster.system.run(records.facts(fileId))).toMatchObject({ manifest: null, entries: [] });
    cluster.kill('bruno');
    cluster.kill('carla');
    await expect(cluster.system.run(records.facts(fileId))).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    });
  });

  it('mends a keeper that has lost its records while it answers from the others', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    await cluster.system.advance(100);
    const [owner] = cluster.keepersOf(entry.fileId) as [Peer];
    await owner.database.commit(() => owner.store.scan(0, 100).map((kept) => owner.store.remove(kept)));
    expect((await cluster.system.run(owner.records.facts(entry.fileId))).entries).toEqual([entry]);
    await cluster.system.advance(100);
    expect(owner.server.fetch([entry.fileId])).toHaveLength(3);
  });

  it('drops what keepers invent', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    await cluster.system.advance(100);
    const keepers = cluster.keepersOf(entry.fileId);
    const forged = {
      ...holderRecord(cluster.peer('carla'), entry.fileId),
      signature: new Uint8Array(64).fill(7),
    };
    for (const { server } of keepers) {
      const { fetch } = server;
      server.fetch = (keys) => [...fetch(keys), forged];
    }
    const reader = [...cluster.peers.values()].find((peer) => !keepers.includes(peer)) as Peer;
    const facts = await cluster.system.run(reader.records.facts(entry.fileId));
    expect(facts.holders.map(({ peerId }) => peerId)).toEqual([cluster.peer('ana').peerId]);
  });
});

describe('removing', () => {
  it('forgets an entry everywhere and tells the publisher once', async () => {
    cluster = createCluster(NAMES);
    const ana = cluster.peer('ana');
    const entry = await share(ana, 'acta.txt');
    await cluster.system.run(cluster.peer('hugo').records.remove(entry));
    expect(ana.removed).toEqual([entry]);
    expect(ana.records.published.get(entry.entryId)).toBeNull();
    for (const { records } of cluster.peers.values()) {
      expect(await cluster.system.run(records.entry(entry.entryId))).toBeNull();
      expect((await cluster.system.run(records.facts(entry.fileId))).entries).toEqual([]);
    }
  });

  it('stays removed when the entry comes again', async () => {
    cluster = createCluster(NAMES);
    const ana = cluster.peer('ana');
    const entry = await share(ana, 'acta.txt');
    const [record] = ana.records.published.ofFile(entry.fileId);
    await cluster.system.run(ana.records.remove(entry));
    await cluster.system.run(ana.records.publish([record?.record as never]));
    expect(await cluster.system.run(cluster.peer('hugo').records.entry(entry.entryId))).toBeNull();
  });

  it('is refused without an admin while the publisher is out of reach', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    cluster.kill('ana');
    cluster.heal();
    await expect(cluster.system.run(cluster.peer('hugo').records.remove(entry))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is done by an admin in the place of a publisher out of reach', async () => {
    cluster = createCluster(NAMES);
    const iris = cluster.join('iris', { admin: true });
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    cluster.kill('ana');
    cluster.heal();
    await cluster.system.run(iris.records.remove(entry));
    expect(await cluster.system.run(cluster.peer('hugo').records.entry(entry.entryId))).toBeNull();
    expect(iris.removed).toEqual([entry]);
  });

  it('is refused by every keeper when the admin is one of another network', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    const hugo = cluster.peer('hugo');
    const foreign = tombstoneRecord(hugo, entry, certificateOf(cluster.peer('elena').signer.publicKey));
    for (const keeper of cluster.keepersOf(entry.fileId)) {
      expect(await keeper.server.store([foreign])).toEqual({ stored: 0, refused: 1 });
    }
    expect(await cluster.system.run(hugo.records.entry(entry.entryId))).toEqual(entry);
  });

  it('has no effect when it names an entry of another publisher', async () => {
    cluster = createCluster(NAMES);
    const entry = await share(cluster.peer('ana'), 'acta.txt');
    const hugo = cluster.peer('hugo');
    const forged = tombstoneRecord(hugo, { ...entry, peerId: hugo.peerId });
    await cluster.system.run(hugo.records.publish([forged]));
    expect(await cluster.system.run(hugo.records.entry(entry.entryId))).toEqual(entry);
    const signedByAnother = tombstoneRecord(hugo, entry);
    for (const keeper of cluster.keepersOf(entry.fileId)) {
      expect(await keeper.server.store([signedByAnother])).toEqual({ stored: 0, refused: 1 });
    }
  });

  it('holds when the tombstone arrives before its entry', async () => {
    cluster = createCluster(['ana', 'bruno', 'carla']);
    const ana = cluster.peer('ana');
    const record = entryRecord(ana, 'acta.txt');
    await cluster.system.run(ana.records.publish([tombstoneRecord(ana, entryIn(record))]));
    await cluster.system.run(ana.records.publish([record]));
    await cluster.system.advance(100);
    for (const { store, records } of cluster.peers.values()) {
      expect(store.count()).toEqual({ records: 1, entries: 0 });
      expect(await cluster.system.run(records.entry(entryIn(record).entryId))).toBeNull();
    }
  });
});

describe('searching', () => {
  const SHARED = [
    'Canción del Niño.mp3',
    'cancion de cuna.txt',
    '音乐文件.txt',
    '100% lana.md',
    'a_b.txt',
    '"AND" or *.txt',
  ];

  async function filled(): Promise<Cluster> {
    cluster = createCluster(NAMES);
    for (const name of SHARED) await share(cluster.peer('ana'), name);
    await cluster.system.advance(3_000);
    return cluster;
  }

  const find = (records: Records, query: string, limit = 100, after?: { name: string; entryId: EntryId }) =>
    cluster.system.run(records.search({ query, limit, after }));

  it.each([
    ['', SHARED.toSorted()],
    ['cancion', ['Canción del Niño.mp3', 'cancion de cuna.txt']],
    ['CANCIÓN niño', ['Canción del Niño.mp3']],
    ['音乐', ['音乐文件.txt']],
    ['音乐文', ['音乐文件.txt']],
    ['%', ['100% lana.md']],
    ['_', ['a_b.txt']],
    ['"AND"', ['"AND" or *.txt']],
    ['*', ['"AND" or *.txt']],
    ['can*', []],
    ['cancion OR lana', []],
    ['NEAR(', []],
  ])('finds %j', async (query, names) => {
    await filled();
    const result = await find(cluster.peer('hugo').records, query);
    expect(namesOf(result.entries)).toEqual(names);
    expect(result).toMatchObject({ partitionsAnswered: 16, partitionsTotal: 16 });
  });

  it('answers for every partition with one peer dead', async () => {
    await filled();
    cluster.kill('carla');
    const result = await find(cluster.peer('hugo').records, '');
    expect(result.partitionsAnswered).toBe(16);
    expect(namesOf(result.entries)).toEqual(SHARED.toSorted());
  });

  it('says how many partitions answered when all keepers of some are dead', async () => {
    await filled();
    const key = partitionKey(0);
    const keepers = cluster.keepersOf(key);
    for (const { name } of keepers) cluster.kill(name);
    const asker = [...cluster.peers.values()].find(({ state }) => state === 'up') as Peer;
    const result = await find(asker.records, '');
    expect(result.partitionsAnswered).toBeLessThan(16);
    expect(result.partitionsAnswered).toBeGreaterThan(0);
  });

  it('pages through in order', async () => {
    await filled();
    const seen: string[] = [];
    let after: { name: string; entryId: EntryId } | undefined;
    while (true) {
      const { entries } = await find(cluster.peer('hugo').records, '', 2, after);
      seen.push(...namesOf(entries));
      after = entries.at(-1);
      if (entries.length < 2) break;
    }
    expect(seen).toEqual(SHARED.toSorted());
  });

  it('asks each peer at most once', async () => {
    await filled();
    const before = cluster.sent.get('search') ?? 0;
    await find(cluster.peer('hugo').records, 'cancion');
    expect((cluster.sent.get('search') ?? 0) - before).toBeLessThan(NAMES.length);
  });

  it.each(['x'.repeat(1025), Array.from({ length: 17 }, () => 'ab').join(' ')])(
    'refuses a query too long',
    async (query) => {
      cluster = createCluster(['ana', 'bruno', 'carla']);
      await expect(find(cluster.peer('ana').records, query)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    },
  );
});

it('what the parts offer fits the port of the files', () => {
  cluster = createCluster(['ana']);
  const port: Records = cluster.peer('ana').records;
  expect(port.published.count()).toBe(0);
});
