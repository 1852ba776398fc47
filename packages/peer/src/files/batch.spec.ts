import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileId } from '../records/record.ts';
import { sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import type { BatchPut, BatchResult } from './file-service.ts';
import { BATCH_BYTES_MAX, BATCH_FILES_MAX } from './small-copies.ts';
import { createFakeNetwork, type FakeNetwork, type FakePeer } from './testing/fake-network.ts';

let network: FakeNetwork;

beforeEach(async () => {
  network = await createFakeNetwork({ peers: 5 });
});

afterEach(() => network.destroy());

const fileOf = (seed: number, more: Partial<BatchPut> = {}): BatchPut => ({
  name: `${seed}.bin`,
  data: sampleBytes(1000 + seed, seed),
  ...more,
});
const filesOf = (count: number) => Array.from({ length: count }, (_, seed) => fileOf(seed));
const batches = (index: number) => network.peers[index]!.files.batches;

function idOf(done: BatchResult | undefined): FileId {
  if (!done || 'error' in done) throw new Error(`not stored: ${done?.error.message}`);
  return done.result.entry.fileId;
}

const codeOf = (done: BatchResult | undefined) => (done && 'error' in done ? done.error.code : 'stored');
const copiesOf = (fileId: FileId) => network.peers.filter(({ temp }) => temp.store.get(fileId) !== null);

async function read(peer: FakePeer, fileIds: readonly FileId[]) {
  const found: (Uint8Array | string)[] = [];
  for await (const file of peer.files.batches.get(fileIds))
    found.push('data' in file ? file.data : file.error.code);
  return found;
}

describe('a batch of files', () => {
  it('is stored like so many files, each with its entry, k copies and their records', async () => {
    const files = filesOf(40);
    const results = await batches(0).put(files);
    for (const [index, done] of results.entries()) {
      const fileId = idOf(done);
      expect(done).toMatchObject({ result: { created: true, entry: { name: `${index}.bin` } } });
      expect(copiesOf(fileId)).toHaveLength(3);
      const facts = await network.peers[1]!.records.facts(fileId);
      expect([facts.manifest?.size, facts.entries.length]).toEqual([1000 + index, 1]);
      await expect.poll(async () => (await network.peers[1]!.records.facts(fileId)).holders.length).toBe(3);
    }
    expect(network.peers[0]!.facts.filter(({ type }) => type === 'file_stored')).toHaveLength(40);
  });

  it('has a result for each file: a bad one does not spoil the others', async () => {
    const results = await batches(0).put([
      fileOf(1),
      fileOf(2, { name: '../up' }),
      fileOf(3, { sha256: 'a'.repeat(64) }),
      fileOf(4, { size: 4 }),
      { name: 'large', data: new Uint8Array(INLINE_BYTES_MAX + 1) },
      fileOf(5),
      { name: 'empty', data: new Uint8Array() },
    ]);
    expect(results.map(codeOf)).toEqual([
      'stored',
      'INVALID_ARGUMENT',
      'INVALID_ARGUMENT',
      'INVALID_ARGUMENT',
      'FILE_TOO_LARGE',
      'stored',
      'stored',
    ]);
  });

  it('may name one file twice, under the same name and another', async () => {
    const same = fileOf(7);
    const results = await batches(0).put([same, same, { ...same, name: 'other' }]);
    expect(new Set(results.map(idOf)).size).toBe(1);
    const created = results.map((done) => 'result' in done && done.result.created);
    expect(created.sort()).toEqual([false, true, true]);
  });

  it('replaces what this peer shared under the name', async () => {
    const [first] = await batches(0).put([fileOf(1, { name: 'a' })]);
    const [second] = await batches(0).put([fileOf(2, { name: 'a', replace: true })]);
    const { entries } = await network.peers[0]!.records.facts(idOf(first));
    expect(entries).toEqual([]);
    expect((await network.peers[0]!.records.facts(idOf(second))).entries).toHaveLength(1);
  });

  it('is bounded in files and in bytes', async () => {
    const many = Array.from({ length: BATCH_FILES_MAX + 1 }, (_, i) => ({
      name: `${i}`,
      data: new Uint8Array(1),
    }));
    await expect(batches(0).put(many)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const large = { name: 'a', data: new Uint8Array(BATCH_BYTES_MAX + 1) };
    await expect(batches(0).put([large])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await batches(0).put([])).toEqual([]);
  });

  it('goes to further peers when those chosen first do not take it', async () => {
    network.peers[1]!.faults.stallsWrites = true;
    network.peers[2]!.faults.stallsWrites = true;
    network.peers[3]!.faults.stallsWrites = true;
    const [done] = await batches(0).put([fileOf(1)]);
    expect(copiesOf(idOf(done)).length).toBe(2);
  });

  it('is not acknowledged with fewer than w copies, and leaves none behind here', async () => {
    for (const peer of network.peers.slice(1)) peer.faults.stallsWrites = true;
    const results = await batches(0).put(filesOf(3));
    expect(results.map(codeOf)).toEqual(['QUORUM_FAILED', 'QUORUM_FAILED', 'QUORUM_FAILED']);
    expect([...network.peers[0]!.temp.store.list()]).toEqual([]);
  });

  it('whose records reach nobody for sure is retracted', async () => {
    network.ring.outcome = (records) =>
      records.some(({ kind }) => kind === 'entry') ? 'failed' : 'answered';
    const results = await batches(0).put(filesOf(3));
    expect(results.map(codeOf)).toEqual(['QUORUM_FAILED', 'QUORUM_FAILED', 'QUORUM_FAILED']);
    network.ring.outcome = () => 'answered';
    await expect
      .poll(async () => {
        network.system.advance(20_000);
        return (await network.peers[0]!.files.service.query({ query: '', scope: 'fleet', pageSize: 10 }))
          .entries;
      })
      .toEqual([]);
  });
});

describe('many files got at once', () => {
  it('come in the order asked for, from here and from other peers', async () => {
    const files = filesOf(150);
    const ids = (await batches(0).put(files)).map(idOf);
    const mixed = [...ids].reverse();
    for (const peer of network.peers) {
      const found = await read(peer, mixed);
      expect(found.map((data) => Buffer.from(data as Uint8Array))).toEqual(
        [...files].reverse().map(({ data }) => Buffer.from(data)),
      );
    }
  });

  it('have an error in the place of what nobody shares, or of what is too large for a batch', async () => {
    const { entry } = await network.peers[0]!.files.service.put(trickle(sampleBytes(2 * 1024 * 1024)), {
      name: 'large',
    });
    const { entry: middle } = await network.peers[0]!.files.service.put(trickle(sampleBytes(300_000)), {
      name: 'middle',
    });
    const [small] = await batches(0).put([fileOf(1)]);
    const unknown = 'c'.repeat(64) as FileId;
    for (const peer of network.peers) {
      const found = await read(peer, [unknown, entry.fileId, idOf(small), middle.fileId]);
      expect(found.map((one) => (typeof one === 'string' ? one : one.length))).toEqual([
        'FILE_NOT_FOUND',
        'FILE_TOO_LARGE',
        1001,
        300_000,
      ]);
    }
  });

  it('come from another holder where one lies or is gone', async () => {
    const ids = (await batches(0).put(filesOf(20))).map(idOf);
    const holders = copiesOf(ids[0]!);
    await expect.poll(async () => (await network.peers[0]!.records.facts(ids[0]!)).holders.length).toBe(3);
    holders[0]!.faults.lies = true;
    holders[1]!.faults.dead = true;
    const reader = network.peers.find((peer) => !holders.includes(peer))!;
    const found = await read(reader, ids);
    expect(found.map((data) => Buffer.from(data as Uint8Array))).toEqual(
      filesOf(20).map(({ data }) => Buffer.from(data)),
    );
  });

  it('are at most a thousand', async () => {
    const ids = Array.from({ length: 1001 }, () => 'c'.repeat(64) as FileId);
    await expect(read(network.peers[0]!, ids)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('many files taken over at once', () => {
  it('are kept and told of; what nobody has is named', async () => {
    const ids = (await batches(0).put(filesOf(30))).map(idOf);
    await expect.poll(async () => (await network.peers[0]!.records.facts(ids[29]!)).holders.length).toBe(3);
    const taker = network.peers.find((peer) => !copiesOf(ids[0]!).includes(peer))!;
    const unknown = 'c'.repeat(64) as FileId;
    const signal = new AbortController().signal;
    const failures = await taker.files.small.adopt([...ids, unknown], signal);
    expect(failures.map(({ fileId }) => fileId)).toEqual([unknown]);
    for (const fileId of ids) {
      expect(taker.temp.store.get(fileId)).not.toBeNull();
      expect((await taker.records.facts(fileId)).holders.map(({ peerId }) => peerId)).toContain(taker.peerId);
    }
    expect(taker.facts.filter(({ type }) => type === 'file_replicated')).toHaveLength(30);
    expect(await taker.files.small.adopt(ids, signal)).toEqual([]);
  });
});
