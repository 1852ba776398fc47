import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import type { PutOptions } from './file-service.ts';
import { LOOK_MS, SIGHT_MS } from './peers-in-sight.ts';
import { TOGETHER_MS } from './put.ts';
import { KEEP_ALIVE_MS } from './receive-body.ts';
import { STALL_MS } from './replica-feed.ts';
import {
  createFakeNetwork,
  type FakeNetwork,
  type FakeNetworkOptions,
  type FakePeer,
} from './testing/fake-network.ts';

const LARGE = 9 * CHUNK_BYTES + 17;
let network: FakeNetwork;

beforeEach(async () => {
  network = await createFakeNetwork({ peers: 4 });
});

afterEach(() => network.destroy());

async function anew(options: FakeNetworkOptions): Promise<void> {
  await network.destroy();
  network = await createFakeNetwork(options);
}

function put(peer: FakePeer, bytes: Uint8Array, options: Partial<PutOptions> = {}) {
  return peer.files.service.put(trickle(bytes), { name: 'a.bin', ...options });
}

const first = () => network.peers[0]!;
const others = () => network.peers.slice(1);
const withCopy = ({ fileId }: Entry) => network.peers.filter(({ temp }) => temp.store.get(fileId));
const left = (peer: FakePeer) =>
  ['tmp', 'blobs'].flatMap((folder) => readdirSync(join(peer.temp.folder, folder))).length +
  [...peer.temp.store.list()].length;

/** Resolves when every copy that goes on in the background has been published. */
async function replicated({ fileId }: Entry, copies: number): Promise<void> {
  await expect.poll(async () => (await first().records.facts(fileId)).holders.length).toBe(copies);
}

describe('a peer that is being drained', () => {
  it('is not chosen for new copies, and its own still count as there', async () => {
    const drained = network.peers[1]!;
    drained.faults.draining = true;
    for (let seed = 0; seed < 8; seed += 1) {
      await network.peers[0]!.files.service.put(trickle(sampleBytes(2_000, seed)), { name: `${seed}` });
      await network.peers[0]!.files.batches.put([{ name: `b${seed}`, data: sampleBytes(1_500, seed) }]);
    }
    expect([...drained.temp.store.list()]).toEqual([]);
  });
});

describe('a file that is put', () => {
  it.each([0, 1, 65_536, 65_537, CHUNK_BYTES, LARGE])('of %i bytes has k complete copies', async (size) => {
    const bytes = sampleBytes(size);
    const { entry, created } = await put(first(), bytes);
    expect(created).toBe(true);
    expect(entry).toMatchObject({
      name: 'a.bin',
      size,
      peerId: first().peerId,
      mediaType: 'application/octet-stream',
    });
    expect(entry.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    await replicated(entry, 3);
    expect(withCopy(entry)).toHaveLength(3);
    const status = await first().files.service.stat(entry.fileId);
    expect(status.fullyReplicated).toBe(true);
    expect(first().facts).toMatchObject([{ type: 'file_stored', entry: { entryId: entry.entryId } }]);
    const replicas = withCopy(entry).filter((peer) => peer !== first());
    await expect.poll(() => first().files.service.transfers()[0]?.copies).toBe(3);
    expect(
      first()
        .files.service.transfers()[0]
        ?.sources.map(({ state }) => state),
    ).toEqual(['durable', 'durable']);
    for (const { facts } of replicas)
      expect(facts).toMatchObject([{ type: 'file_replicated', repair: false }]);
  });

  it('is acknowledged by w peers while the third still writes', async () => {
    await anew({ peers: 3 });
    others()[0]!.faults.stallsWrites = true;
    const putting = put(first(), sampleBytes(1000));
    await network.system.scheduled(TOGETHER_MS);
    network.system.advance(TOGETHER_MS);
    const { entry } = await putting;
    expect(withCopy(entry)).toHaveLength(2);
    const fact = first().facts[0]!;
    expect(fact.type === 'file_stored' && fact.holders).toHaveLength(2);
    await network.system.scheduled(STALL_MS);
    network.system.advance(STALL_MS);
  });

  it('waits while it is paused, keeps its replicas, and ends well when it is resumed', async () => {
    const bytes = sampleBytes(LARGE);
    const putting = put(first(), bytes);
    const { service } = first().files;
    await expect.poll(() => service.transfers()[0]?.moved).toBeGreaterThan(0);
    const { transferId } = service.transfers()[0]!;
    service.pauseTransfer(transferId);
    for (let rounds = 0; rounds < 10; rounds += 1) {
      await network.system.scheduled(KEEP_ALIVE_MS);
      network.system.advance(KEEP_ALIVE_MS);
    }
    expect(service.transfers()[0]).toMatchObject({ state: 'paused' });
    service.resumeTransfer(transferId);
    const { entry } = await putting;
    await replicated(entry, 3);
    for (const { state } of service.transfers()[0]!.sources) expect(state).toBe('durable');
  });

  it('with the same content and name again is the same entry', async () => {
    const once = await put(first(), sampleBytes(1000));
    network.system.advance(5);
    const twice = await put(first(), sampleBytes(1000));
    expect(twice).toEqual({ entry: once.entry, created: false });
    expect(first().facts.filter(({ type }) => type === 'file_stored')).toHaveLength(1);
  });

  it('twice at the same time is one entry', async () => {
    const results = await Promise.all([put(first(), sampleBytes(LARGE)), put(first(), sampleBytes(LARGE))]);
    expect(results.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(results[0].entry.entryId).toBe(results[1].entry.entryId);
  });

  it('under two names is one file with two entries', async () => {
    const a = await put(first(), sampleBytes(1000), { name: 'a' });
    const b = await put(first(), sampleBytes(1000), { name: 'b' });
    expect(b.entry.fileId).toBe(a.entry.fileId);
    const { entries } = await first().files.service.stat(a.entry.fileId);
    expect(entries.map(({ name }) => name).sort()).toEqual(['a', 'b']);
  });

  it('prefers other zones for its replicas', async () => {
    await anew({ peers: 5, zones: ['x', 'x', 'x', 'y', 'z'] });
    const { entry } = await put(first(), sampleBytes(10));
    await replicated(entry, 3);
    expect(
      withCopy(entry)
        .map(({ zone }) => zone)
        .sort(),
    ).toEqual(['x', 'y', 'z']);
  });

  it('needs no other peer in a network of one replica', async () => {
    await anew({ peers: 1, replicas: 1, writeQuorum: 1 });
    const { entry } = await put(first(), sampleBytes(LARGE));
    const status = await first().files.service.stat(entry.fileId);
    expect(status).toMatchObject({ fullyReplicated: true, replicasWanted: 1 });
  });

  it('is found again after a restart', async () => {
    const { entry } = await put(first(), sampleBytes(LARGE));
    await network.restart(0);
    expect(first().temp.store.get(entry.fileId)).toMatchObject({ size: LARGE, place: 'blob' });
    expect(first().records.published.list({ query: '', limit: 10 })).toMatchObject([
      { entryId: entry.entryId },
    ]);
  });
});

describe('when a replica fails', () => {
  it('by stalling, it is given up after two seconds and the others do', async () => {
    await anew({ peers: 3 });
    others()[0]!.faults.stallsWrites = true;
    const putting = put(first(), sampleBytes(LARGE));
    await network.system.scheduled(STALL_MS);
    network.system.advance(STALL_MS);
    const { entry } = await putting;
    expect(withCopy(entry)).toHaveLength(2);
    expect(left(others()[0]!)).toBe(0);
  });

  it('and too few remain, another peer adopts the file', async () => {
    const chosen = others();
    for (const peer of chosen) peer.faults.stallsWrites = true;
    const putting = put(first(), sampleBytes(LARGE));
    await network.system.scheduled(STALL_MS);
    network.system.advance(STALL_MS);
    const { entry } = await putting;
    const [adopter] = chosen.filter(({ faults }) => faults.adopts > 0);
    expect(withCopy(entry)).toEqual(expect.arrayContaining([first(), adopter]));
    expect(adopter!.facts).toMatchObject([{ type: 'file_replicated', repair: true }]);
  });

  it('and none can be found, the put fails and leaves nothing', async () => {
    await anew({ peers: 3 });
    for (const peer of others()) peer.faults.stallsWrites = true;
    const putting = put(first(), sampleBytes(LARGE));
    const refused = expect(putting).rejects.toMatchObject({
      code: 'QUORUM_FAILED',
      message: 'needs 2 peers, sees 1',
    });
    await network.system.scheduled(STALL_MS);
    network.system.advance(STALL_MS);
    await refused;
    for (const peer of network.peers) expect(left(peer)).toBe(0);
    expect(first().records.published.count()).toBe(0);
  });

  it('since there is no other peer, the body is not even read', async () => {
    for (const peer of others()) peer.faults.dead = true;
    let read = false;
    const body = (async function* () {
      read = true;
      yield sampleBytes(1);
    })();
    await expect(first().files.service.put(body, { name: 'a' })).rejects.toMatchObject({
      code: 'QUORUM_FAILED',
      message: 'needs 2 peers, sees 1',
    });
    expect(read).toBe(false);
  });
});

describe('when all others are out of sight', () => {
  beforeEach(() => {
    for (const { faults } of others()) faults.outOfSight = true;
  });

  it('for a moment, a put waits for them', async () => {
    const putting = put(first(), sampleBytes(LARGE));
    await network.system.scheduled(LOOK_MS);
    for (const { faults } of others()) faults.outOfSight = false;
    network.system.advance(LOOK_MS);
    const { entry } = await putting;
    await replicated(entry, 3);
  });

  it('and do not come back, a put is refused', async () => {
    const refused = expect(put(first(), sampleBytes(1))).rejects.toMatchObject({
      code: 'QUORUM_FAILED',
      message: 'needs 2 peers, sees 1',
    });
    await network.system.scheduled(LOOK_MS);
    network.system.advance(SIGHT_MS);
    await refused;
    expect(left(first())).toBe(0);
  });

  it('a put whose caller goes away waits no more', async () => {
    const caller = new AbortController();
    const refused = expect(put(first(), sampleBytes(1), { signal: caller.signal })).rejects.toThrow();
    await network.system.scheduled(LOOK_MS);
    caller.abort();
    await refused;
  });
});

describe('a put that is not acknowledged leaves nothing to be seen', () => {
  async function expectNothing(): Promise<void> {
    await expect.poll(() => network.peers.map(left)).toEqual(network.peers.map(() => 0));
    expect(first().records.published.count()).toBe(0);
    const found = await first().files.service.query({ query: '', scope: 'fleet', pageSize: 10 });
    expect(found.entries).toEqual([]);
    expect(first().facts).toEqual([]);
  }

  async function* cutOff(after: number): AsyncGenerator<Uint8Array> {
    yield* trickle(sampleBytes(after));
    throw new Error('socket hang up');
  }

  it.each([0, 10, 70_000, LARGE])('cut off after %i bytes', async (after) => {
    await expect(first().files.service.put(cutOff(after), { name: 'a' })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    await expectNothing();
    expect(first().files.service.transfers()[0]).toMatchObject({ kind: 'put', state: 'cancelled' });
  });

  it('aborted while the sender is silent', async () => {
    const stop = new AbortController();
    const silent = (async function* () {
      yield sampleBytes(LARGE);
      stop.abort();
      await new Promise(() => undefined);
    })();
    const putting = first().files.service.put(silent, { name: 'a', signal: stop.signal });
    await expect(putting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expectNothing();
  });

  const lies: [string, Partial<PutOptions>][] = [
    ['shorter than declared', { size: 100_001 }],
    ['longer than declared', { size: 99_999 }],
    ['of another SHA-256', { sha256: 'a'.repeat(64) }],
  ];
  it.each(lies)('%s', async (_, options) => {
    await expect(put(first(), sampleBytes(100_000), options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expectNothing();
  });

  it('whose records reached some peers but not enough is retracted', async () => {
    network.ring.outcome = (records) =>
      records.some(({ kind }) => kind === 'entry') ? 'failed' : 'answered';
    await expect(put(first(), sampleBytes(10))).rejects.toMatchObject({ code: 'QUORUM_FAILED' });
    await expect.poll(() => network.ring.records.some(({ says }) => says.kind === 'tombstone')).toBe(true);
    const found = await first().files.service.query({ query: '', scope: 'fleet', pageSize: 10 });
    expect(found.entries).toEqual([]);
    expect(first().records.published.count()).toBe(0);
    network.ring.outcome = () => 'answered';
    network.system.advance(1);
    expect((await put(first(), sampleBytes(10))).created).toBe(true);
  });

  it('since the peer died between ring and index is retracted by its next run', async () => {
    const reached = new Promise<void>((resolve) => {
      network.ring.outcome = (records) => {
        if (!records.some(({ kind }) => kind === 'entry')) return 'answered';
        resolve();
        return 'silent';
      };
    });
    void put(first(), sampleBytes(10));
    await reached;
    expect(network.ring.records.some(({ says }) => says.kind === 'entry')).toBe(true);
    first().temp.database.close();
    network.ring.outcome = () => 'answered';
    await network.restart(0);
    await expect.poll(() => network.ring.records.some(({ says }) => says.kind === 'tombstone')).toBe(true);
    await expect.poll(() => first().records.published.count()).toBe(0);
  });
});

describe('what is refused before anything is read', () => {
  const names = ['', '.', '..', 'a/b', 'a\\b', 'a\0', 'a\u0085', 'a\u202eb', '\ud800', 'x'.repeat(256)];
  it.each(names.map((name) => ({ start: JSON.stringify(name.slice(0, 20)), name })))(
    'a name like $start',
    async ({ name }) => {
      await expect(put(first(), sampleBytes(1), { name })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    },
  );

  const options: Partial<PutOptions>[] = [
    { size: -1 },
    { size: 0.5 },
    { sha256: 'x' },
    { mediaType: 'a\r\nb' },
  ];
  it.each(options)('%j', async (wrong) => {
    await expect(put(first(), sampleBytes(1), wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('a file that is too large', async () => {
    await expect(put(first(), sampleBytes(1), { size: 2 ** 40 + 1 })).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
  });
});

it('guesses the media type and keeps names in other scripts, normalised', async () => {
  const { entry } = await put(first(), sampleBytes(1), { name: 'cancio\u0301n 音乐.mp3' });
  expect(entry).toMatchObject({ name: 'canción 音乐.mp3', mediaType: 'audio/mpeg' });
});
