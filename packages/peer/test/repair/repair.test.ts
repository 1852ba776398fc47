import type { Identifier } from '@acorde/chord';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/records/decode-record.ts';
import { ringKeys } from '../../src/records/keys.ts';
import type { Entry, FileId } from '../../src/records/record.ts';
import type { Peer } from '../records/cluster.ts';
import { certificateOf, signerNamed, versionsOf } from '../records/identities.ts';
import { manifestOf, manifestRecord, tombstoneRecord } from '../records/samples.ts';
import { shareAt } from '../records/share.ts';
import { copyOf, createKeepers, type Keeper, type Keepers, REPAIR_DELAY_MS } from './keepers.ts';

const NAMES = ['ana', 'bruno', 'carla', 'diego', 'elena', 'felipe', 'gloria', 'hugo'];
let keepers: Keepers;
afterEach(() => keepers?.close());

/** Puts a file with complete copies at three peers. */
async function put(name: string, holders: readonly string[] = ['ana', 'bruno', 'carla']): Promise<Entry> {
  const { fileId } = manifestOf(name);
  const peers = holders.map((holder) => keepers.keeper(holder));
  for (const { copies } of peers) copies.set(fileId, copyOf(name));
  return shareAt(keepers.cluster, peers[0] as Keeper, name, name, peers);
}

async function putMany(count: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) entries.push(await put(`file ${i}.txt`));
  return entries;
}

const advance = (ms: number) => keepers.cluster.system.advance(ms);
const up = () => [...keepers.all.values()].filter(({ name }) => keepers.cluster.peer(name).state === 'up');
const asKey = (entry: Entry) => entry.entryId as string as Identifier;

/** Every record that anyone keeps is at all k keepers of each of its keys. */
function misplaced(): string[] {
  const wrong: string[] = [];
  for (const peer of up()) {
    for (const { hash } of peer.store.scan(0, 10_000)) {
      const name = Buffer.from(hash).toString('hex') as Identifier;
      const [record] = peer.store.find(name, 1);
      if (!record) continue;
      for (const key of ringKeys(decodeRecord(record).says)) {
        for (const keeper of keepers.cluster.keepersOf(key)) {
          if (keeper.store.find(name, 1).length === 0) wrong.push(`${record.kind} lacks at ${keeper.name}`);
        }
      }
    }
  }
  return wrong;
}

describe('the records of the ring', () => {
  it('are brought back to three keepers after two have died at once', async () => {
    keepers = createKeepers(NAMES);
    const entries = await putMany(20);
    keepers.cluster.kill('carla');
    keepers.cluster.kill('hugo');
    await advance(1_000);
    keepers.heal();
    await advance(5_000);
    expect(misplaced()).toEqual([]);
    for (const entry of entries) {
      const reader = up()[0] as Keeper;
      expect(await keepers.cluster.system.run(reader.records.entry(entry.entryId))).toEqual(entry);
    }
  });

  it('move to a newcomer at once, and leave those who need not keep them any more', async () => {
    keepers = createKeepers(NAMES);
    await putMany(20);
    await advance(5_000);
    const before = up().reduce((sum, { store }) => sum + store.count().records, 0);
    const iris = keepers.join('iris');
    await advance(1_000);
    expect(iris.store.count().records).toBeGreaterThan(0);
    expect(misplaced()).toEqual([]);
    await advance(120_000);
    expect(misplaced()).toEqual([]);
    // An entry kept for one of its two keys moves without the other, so the sum may differ by a few.
    const after = up().reduce((sum, { store }) => sum + store.count().records, 0);
    expect(after).toBeLessThanOrEqual(before + 20);
    for (const peer of up()) expect(strayCount(peer)).toBe(0);
  });

  it('that only the last keeper has reach all of them in one run', async () => {
    keepers = createKeepers(NAMES);
    const record = manifestRecord(keepers.keeper('ana'), 'x');
    const third = keepers.cluster.keepersOf(manifestOf('x').fileId)[2] as Peer;
    await third.database.commit(() => third.store.merge(decodeRecord(record)));
    await advance(1_500);
    expect(misplaced()).toEqual([]);
  });

  it('stay where they were until the newcomer has had them for a while', async () => {
    keepers = createKeepers(NAMES);
    await putMany(20);
    await advance(5_000);
    keepers.join('iris');
    await advance(10_000);
    expect(up().reduce((sum, peer) => sum + strayCount(peer), 0)).toBeGreaterThan(0);
  });

  it('stay while one of those who should take them does not answer', async () => {
    keepers = createKeepers(NAMES);
    await putMany(20);
    await advance(5_000);
    keepers.join('iris');
    keepers.cluster.kill('iris');
    await advance(180_000);
    const strays = up().reduce((sum, peer) => sum + strayCount(peer), 0);
    expect(strays).toBeGreaterThan(0);
    keepers.cluster.revive('iris');
    await advance(180_000);
    expect(up().reduce((sum, peer) => sum + strayCount(peer), 0)).toBe(0);
    expect(misplaced()).toEqual([]);
  });

  it('are handed on before a peer leaves', async () => {
    keepers = createKeepers(NAMES);
    await putMany(20);
    await advance(5_000);
    const diego = keepers.keeper('diego');
    await keepers.cluster.system.run(diego.maintain.drain(new AbortController().signal));
    await diego.maintain.stop();
    keepers.cluster.kill('diego');
    keepers.cluster.heal();
    expect(misplaced()).toEqual([]);
  });

  it('are handed on although a peer that should take them does not answer', async () => {
    keepers = createKeepers(NAMES);
    await putMany(3);
    keepers.cluster.kill('carla');
    const diego = keepers.keeper('diego');
    await keepers.cluster.system.run(diego.maintain.drain(new AbortController().signal));
    expect(diego.warnings).toEqual([]);
  });

  it('are all kept by one and two peers alike', async () => {
    keepers = createKeepers(['ana', 'bruno']);
    const entry = await put('a', ['ana', 'bruno']);
    await advance(120_000);
    for (const { store } of up()) expect(store.find(asKey(entry), 1)).toHaveLength(1);
  });
});

function strayCount(peer: Peer): number {
  return peer.store
    .scan(0, 10_000)
    .filter(
      ({ keys }) => !keys.some((key) => keepers.cluster.keepersOf(key).some((one) => one.name === peer.name)),
    ).length;
}

describe('a removal', () => {
  it('is not undone by a keeper that comes back with the entry', async () => {
    keepers = createKeepers(NAMES);
    const entry = await put('acta.txt');
    await advance(1_000);
    const late = keepers.cluster.keepersOf(entry.fileId)[1] as Peer;
    keepers.cluster.kill(late.name);
    keepers.heal();
    await advance(5_000);
    const remover = up().find(({ name }) => name !== 'ana') as Keeper;
    await keepers.cluster.system.run(remover.records.remove(entry).catch(() => adminRemoves(entry)));
    expect(late.store.find(asKey(entry), 9).map(({ kind }) => kind)).toEqual(['entry']);
    keepers.cluster.revive(late.name);
    keepers.heal();
    await advance(60_000);
    for (const { store, records } of up()) {
      expect(store.find(asKey(entry), 9).some(({ kind }) => kind === 'entry')).toBe(false);
      expect(await keepers.cluster.system.run(records.entry(entry.entryId))).toBeNull();
    }
  });

  it('wins over repair that runs at the same time', async () => {
    keepers = createKeepers(NAMES);
    const entries = await putMany(10);
    keepers.join('iris');
    keepers.cluster.kill('hugo');
    const removals = entries.map((entry) => keepers.keeper('ana').records.remove(entry));
    keepers.cluster.system.schedule(100, () => keepers.heal());
    await keepers.cluster.system.run(Promise.all(removals));
    await advance(180_000);
    for (const { store } of up()) expect(store.count().entries).toBe(0);
  });

  it('by an admin while the publisher was away makes it give its entry up', async () => {
    keepers = createKeepers(NAMES);
    const entry = await put('acta.txt', ['ana']);
    keepers.cluster.kill('ana');
    keepers.heal();
    await adminRemoves(entry);
    keepers.cluster.revive('ana');
    keepers.heal();
    await advance(60_000);
    const ana = keepers.keeper('ana');
    expect(ana.records.published.count()).toBe(0);
    expect(ana.removed).toEqual([entry]);
  });
});

async function adminRemoves(entry: Entry): Promise<void> {
  const signer = signerNamed('the operator');
  const author = { signer, versions: versionsOf(5) };
  const tombstone = tombstoneRecord(author, entry, certificateOf(signer.publicKey));
  const writer = up()[0] as Keeper;
  await keepers.cluster.system.run(writer.records.publish([tombstone]));
}

describe('the copies of a file', () => {
  it('are three again within a minute after two of three holders were killed', async () => {
    keepers = createKeepers(NAMES);
    const entries = await putMany(5);
    await advance(1_000);
    keepers.cluster.kill('ana');
    keepers.cluster.kill('bruno');
    keepers.cluster.system.schedule(4_000, () => keepers.heal());
    await advance(60_000);
    for (const { fileId } of entries) expect(keepers.holdersOf(fileId)).toHaveLength(3);
    const facts = [...keepers.all.values()].flatMap(({ facts }) => facts);
    expect(facts.filter(({ type }) => type === 'repair_started')).toHaveLength(10);
    expect(facts.filter((fact) => fact.type === 'repair_finished' && fact.error === '')).toHaveLength(10);
  });

  it('are three again soon when a holder says that its copy is gone, however long a restart may take', async () => {
    keepers = createKeepers(NAMES, 600_000);
    const { fileId } = await put('rotten.flac');
    const bruno = keepers.keeper('bruno');
    bruno.copies.delete(fileId);
    await bruno.records.publish([
      bruno.records.signHolder({ fileId, complete: false, shared: false, gone: true }),
    ]);
    await advance(60_000);
    expect(keepers.holdersOf(fileId)).toHaveLength(3);
  });

  it('are left alone while a peer only restarts', async () => {
    keepers = createKeepers(NAMES);
    await put('a');
    await advance(1_000);
    keepers.cluster.kill('ana');
    await advance(REPAIR_DELAY_MS - 3_000);
    keepers.cluster.revive('ana');
    await advance(60_000);
    expect(keepers.adopted).toEqual([]);
  });

  it('are not asked for twice while one is under way', async () => {
    keepers = createKeepers(NAMES);
    keepers.pace.adoptMs = 40_000;
    await put('a', ['ana', 'bruno']);
    await advance(120_000);
    expect(keepers.adopted).toHaveLength(1);
    expect(keepers.holdersOf(manifestOf('a').fileId)).toHaveLength(3);
  });

  it('go to another zone first', async () => {
    keepers = createKeepers(NAMES);
    for (const [index, keeper] of [...keepers.all.values()].entries())
      keeper.zone = index < 4 ? 'north' : 'south';
    await put('a', ['ana', 'bruno']);
    await advance(60_000);
    const [adoption] = keepers.adopted;
    expect(keepers.adopted).toHaveLength(1);
    expect(keepers.keeper(adoption?.name ?? '').zone).toBe('south');
  });

  it('go to another peer when the first one cannot take them', async () => {
    keepers = createKeepers(['ana', 'bruno', 'carla', 'diego']);
    keepers.refusing.add('carla');
    await put('a', ['ana', 'bruno']);
    await advance(120_000);
    expect(keepers.holdersOf(manifestOf('a').fileId)).toEqual(['ana', 'bruno', 'diego']);
  });

  it('are not made where there is no one left to make them', async () => {
    keepers = createKeepers(['ana', 'bruno']);
    await put('a', ['ana', 'bruno']);
    await advance(60_000);
    expect(keepers.adopted).toEqual([]);
  });

  it('are not made of what nobody shares any more', async () => {
    keepers = createKeepers(NAMES);
    const entry = await put('a', ['ana', 'bruno']);
    await keepers.cluster.system.run(keepers.keeper('ana').records.remove(entry));
    await advance(60_000);
    expect(keepers.adopted).toEqual([]);
  });

  it('are repaired by the hundred, a bounded number at once', async () => {
    keepers = createKeepers(NAMES);
    const entries: Entry[] = [];
    for (let i = 0; i < 80; i++) entries.push(await put(`small ${i}`, ['ana', 'bruno']));
    await advance(90_000);
    for (const { fileId } of entries) expect(keepers.holdersOf(fileId)).toHaveLength(3);
    expect(keepers.adopted).toHaveLength(80);
  });
});

describe('what a peer has said', () => {
  it('is said again when all keepers of a key are gone', async () => {
    keepers = createKeepers(NAMES);
    const entry = await put('acta.txt', ['ana']);
    await advance(1_000);
    for (const { database, store, name } of up()) {
      if (name === 'ana') continue;
      await database.commit(() => store.scan(0, 10_000).map((kept) => store.remove(kept)));
    }
    const ana = keepers.keeper('ana');
    await ana.database.commit(() => ana.store.scan(0, 10_000).map((kept) => ana.store.remove(kept)));
    await advance(60_000);
    const facts = await keepers.cluster.system.run(keepers.keeper('hugo').records.facts(entry.fileId));
    expect(facts.manifest?.fileId).toBe(entry.fileId);
    expect(facts.holders.map(({ peerId }) => peerId)).toContain(ana.peerId);
    expect(facts.entries).toEqual([entry]);
    expect(await keepers.cluster.system.run(keepers.keeper('hugo').records.entry(entry.entryId))).toEqual(
      entry,
    );
  });

  it('costs questions but no writes while nothing is missing', async () => {
    keepers = createKeepers(NAMES);
    await putMany(50);
    await advance(60_000);
    keepers.cluster.sent.clear();
    await advance(40_000);
    expect(keepers.cluster.sent.get('store') ?? 0).toBe(0);
    expect(keepers.cluster.sent.get('fetch')).toBeLessThan(150);
  });
});

describe('bytes that no entry needs', () => {
  async function removed(): Promise<{ entry: Entry; fileId: FileId }> {
    keepers = createKeepers(NAMES);
    const entry = await put('a');
    await keepers.cluster.system.run(keepers.keeper('ana').records.remove(entry));
    return { entry, fileId: entry.fileId };
  }

  it('are removed after the grace, and their holders withdrawn', async () => {
    const { fileId } = await removed();
    await advance(50_000);
    expect(keepers.holdersOf(fileId)).toHaveLength(3);
    await advance(150_000);
    expect(keepers.holdersOf(fileId)).toEqual([]);
    const facts = await keepers.cluster.system.run(keepers.keeper('hugo').records.facts(fileId));
    expect(facts.holders).toEqual([]);
  });

  it('stay while one of the keepers cannot be asked', async () => {
    const { fileId } = await removed();
    const [, second] = keepers.cluster.keepersOf(fileId) as [Peer, Peer];
    keepers.cluster.kill(second.name);
    await advance(300_000);
    const left = ['ana', 'bruno', 'carla'].filter((name) => name !== second.name);
    expect(keepers.holdersOf(fileId)).toEqual(left);
  });

  it('stay when the content is shared again within the grace', async () => {
    const { fileId } = await removed();
    await advance(40_000);
    await shareAt(keepers.cluster, keepers.keeper('hugo'), 'again', 'a', []);
    await advance(300_000);
    expect(keepers.holdersOf(fileId).length).toBeGreaterThanOrEqual(3);
  });

  it('stay when they were stored anew a moment ago', async () => {
    const { fileId } = await removed();
    const ana = keepers.keeper('ana');
    await advance(50_000);
    ana.copies.set(fileId, { ...copyOf('a'), createTimeMs: keepers.cluster.system.nowMs() });
    await advance(50_000);
    expect(keepers.holdersOf(fileId)).toContain('ana');
  });
});
