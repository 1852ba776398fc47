import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeRecord } from '../records/decode-record.ts';
import type { FileId, SignedRecord } from '../records/record.ts';
import type { ReplicaPart } from '../rpc/ports.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { type Content, createContentHasher } from '../store/content-hasher.ts';
import { collect, sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { createFakeNetwork, type FakeNetwork, type FakePeer } from './testing/fake-network.ts';

let network: FakeNetwork;

beforeEach(async () => {
  network = await createFakeNetwork({ peers: 5 });
});

afterEach(() => network.destroy());

const first = () => network.peers[0]!;
const signal = () => new AbortController().signal;
const left = ({ temp }: FakePeer) =>
  readdirSync(join(temp.folder, 'tmp')).length + readdirSync(join(temp.folder, 'blobs')).length;

async function put(size: number): Promise<FileId> {
  const { entry } = await first().files.service.put(trickle(sampleBytes(size)), { name: 'a' });
  await expect.poll(async () => (await first().records.facts(entry.fileId)).holders.length).toBe(3);
  return entry.fileId;
}

const withoutCopy = (fileId: FileId) => network.peers.filter(({ temp }) => !temp.store.get(fileId));

describe('a copy that another peer sends', () => {
  const bytes = sampleBytes(2 * CHUNK_BYTES + 5);

  function contentOf(sent: Uint8Array): Content {
    const hasher = createContentHasher();
    hasher.update(sent);
    return hasher.finish();
  }

  function partsOf(sent: Uint8Array): ReplicaPart[] {
    const content = contentOf(sent);
    const chunks = [0, 1].flatMap((index): ReplicaPart[] => [
      { type: 'data', data: sent.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES) },
      { type: 'chunk_digest', digest: content.digests.slice(index * 32, index * 32 + 32) },
    ]);
    return [...chunks, { type: 'data', data: sent.slice(2 * CHUNK_BYTES) }, { type: 'finish', ...content }];
  }

  function receive(parts: readonly ReplicaPart[], size?: number): Promise<SignedRecord> {
    const sending = (async function* () {
      yield* parts;
    })();
    return first().files.replicas.receive(size, sending, signal());
  }

  const replaced = (index: number, part: ReplicaPart) => partsOf(bytes).with(index, part);

  it('is kept when all of it is right, and answered with a holder record', async () => {
    const record = await receive(partsOf(bytes), bytes.length);
    const { fileId } = contentOf(bytes);
    const holder = { fileId, peerId: first().peerId, complete: true, shared: false, gone: false };
    expect(decodeRecord(record).says).toMatchObject({ kind: 'holder', holder });
    expect((await collect(first().temp.store.read(fileId, 0, bytes.length))).equals(bytes)).toBe(true);
    expect(first().facts).toEqual([{ type: 'file_replicated', fileId, size: bytes.length, repair: false }]);
    expect(first().files.service.transfers()).toMatchObject([{ kind: 'replicate', state: 'done' }]);
  });

  const wrong: [string, string, () => { parts: ReplicaPart[]; size?: number }][] = [
    [
      'a chunk that is not what its digest says',
      'CONTENT_CORRUPT',
      () => ({
        parts: replaced(0, { type: 'data', data: new Uint8Array(CHUNK_BYTES) }),
      }),
    ],
    [
      'a digest in the middle of a chunk',
      'CONTENT_CORRUPT',
      () => ({
        parts: replaced(0, { type: 'data', data: new Uint8Array(5) }),
      }),
    ],
    [
      'another file id',
      'CONTENT_CORRUPT',
      () => ({
        parts: replaced(5, { type: 'finish', ...contentOf(bytes), fileId: 'a'.repeat(64) as FileId }),
      }),
    ],
    [
      'another size',
      'CONTENT_CORRUPT',
      () => ({
        parts: replaced(5, { type: 'finish', ...contentOf(bytes), size: 7 }),
      }),
    ],
    [
      'one chunk and another SHA-256',
      'CONTENT_CORRUPT',
      () => ({
        parts: [
          { type: 'data', data: bytes.subarray(0, 9) },
          { type: 'finish', ...contentOf(bytes.subarray(0, 9)), sha256: new Uint8Array(32) },
        ],
      }),
    ],
    ['more bytes than announced', 'CONTENT_CORRUPT', () => ({ parts: partsOf(bytes), size: CHUNK_BYTES })],
    ['no end', 'CANCELLED', () => ({ parts: partsOf(bytes).slice(0, -1) })],
    ['a size that no disk has', 'FILE_TOO_LARGE', () => ({ parts: partsOf(bytes), size: 2 ** 50 })],
  ];
  it.each(wrong)('with %s is %s and leaves nothing', async (_, code, make) => {
    const { parts, size } = make();
    await expect(receive(parts, size)).rejects.toMatchObject({ code });
    expect(left(first())).toBe(0);
    expect([...first().temp.store.list()]).toEqual([]);
    expect(first().facts).toEqual([]);
  });
});

describe('adopting a file', () => {
  it.each([0, 10, 5 * CHUNK_BYTES + 1])('of %i bytes makes the peer a holder', async (size) => {
    const fileId = await put(size);
    const [adopter] = withoutCopy(fileId);
    await adopter!.files.replicas.adopt(fileId, signal());
    expect(await collect(adopter!.temp.store.read(fileId, 0, size))).toHaveLength(size);
    const { holders } = await first().records.facts(fileId);
    expect(holders.map(({ peerId }) => peerId)).toContain(adopter!.peerId);
    expect(adopter!.facts).toEqual([{ type: 'file_replicated', fileId, size, repair: true }]);
  });

  it('is shared work when asked for twice at once, and free when the copy is there', async () => {
    const fileId = await put(3 * CHUNK_BYTES);
    const [adopter] = withoutCopy(fileId);
    const { adopt } = adopter!.files.replicas;
    await Promise.all([adopt(fileId, signal()), adopt(fileId, signal())]);
    await adopt(fileId, signal());
    expect(adopter!.files.service.transfers()).toHaveLength(1);
  });

  it('goes on for one who still waits when another one leaves, and ends with the last', async () => {
    const fileId = await put(3 * CHUNK_BYTES);
    const [stayed, left2] = withoutCopy(fileId);
    const leaving = new AbortController();
    const kept = stayed!.files.replicas.adopt(fileId, signal());
    const gone = stayed!.files.replicas.adopt(fileId, leaving.signal);
    leaving.abort();
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' });
    await kept;
    const alone = new AbortController();
    const only = left2!.files.replicas.adopt(fileId, alone.signal);
    alone.abort();
    await expect(only).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect
      .poll(() => left2!.files.service.transfers().map(({ state }) => state))
      .not.toContain('running');
    expect(left2!.temp.store.get(fileId)).toBeNull();
  });

  it('from liars only is CONTENT_CORRUPT and leaves nothing', async () => {
    const fileId = await put(3 * CHUNK_BYTES);
    const [adopter] = withoutCopy(fileId);
    for (const { faults } of network.peers) faults.lies = true;
    await expect(adopter!.files.replicas.adopt(fileId, signal())).rejects.toMatchObject({
      code: 'CONTENT_CORRUPT',
    });
    expect(left(adopter!)).toBe(0);
  });

  it('that nobody has is PEER_UNREACHABLE', async () => {
    const unknown = 'e'.repeat(64) as FileId;
    await expect(first().files.replicas.adopt(unknown, signal())).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    });
  });
});

describe('chunks for another peer', () => {
  const read = (fileId: FileId, from: number, count: number) =>
    (async () => collect(first().files.replicas.readChunks(fileId, from, count, signal(), true)))();

  it('come whole, up to the shorter last one', async () => {
    const bytes = sampleBytes(2 * CHUNK_BYTES + 5);
    const fileId = await put(bytes.length);
    expect((await read(fileId, 1, 2)).equals(bytes.subarray(CHUNK_BYTES))).toBe(true);
  });

  it.each([
    [0, 4],
    [3, 1],
    [-1, 1],
    [0, 0],
  ])('from %i, %i of three are RANGE_NOT_SATISFIABLE', async (from, count) => {
    const fileId = await put(2 * CHUNK_BYTES + 5);
    await expect(read(fileId, from, count)).rejects.toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
  });

  it('of a file that is not here are FILE_NOT_FOUND', async () => {
    await expect(read('e'.repeat(64) as FileId, 0, 1)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
