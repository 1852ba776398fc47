import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES } from './chunk.ts';
import { createContentHasher } from './content-hasher.ts';
import { type Disk, type DiskFile, realDisk } from './disk.ts';
import { RESERVE_BYTES } from './room.ts';
import type { Holding, Store } from './store.ts';
import { collect, sampleBytes, trickle } from './testing/sample-bytes.ts';
import { createTempStore, type TempStore, type TempStoreOptions } from './testing/temp-store.ts';
import { INLINE_BYTES_MAX } from './upload.ts';

let opened: TempStore[] = [];

async function tempStore(options?: TempStoreOptions): Promise<TempStore> {
  const temp = await createTempStore(options);
  opened.push(temp);
  return temp;
}

async function restart(temp: TempStore): Promise<TempStore> {
  const again = await temp.restart();
  opened.push(again);
  return again;
}

afterEach(async () => {
  for (const temp of opened) await temp.destroy();
  opened = [];
});

async function put(store: Store, bytes: Uint8Array): Promise<Holding> {
  const upload = await store.createUpload(undefined);
  for await (const piece of trickle(bytes)) await upload.write(piece);
  return upload.finish();
}

const read = (store: Store, { fileId, size }: Holding) => collect(store.read(fileId, 0, size));

/** A real disk of which one operation fails, always. */
function failingDisk(operation: keyof DiskFile | 'rename', code: string): Disk {
  const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
  if (operation === 'rename') return { ...realDisk, rename: fail };
  return { ...realDisk, create: async (path) => ({ ...(await realDisk.create(path)), [operation]: fail }) };
}

describe('what is put comes back', () => {
  const sizes = [
    0,
    1,
    INLINE_BYTES_MAX,
    INLINE_BYTES_MAX + 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    3 * CHUNK_BYTES + 7,
  ];
  it.each(sizes)('%i bytes', async (size) => {
    const { store } = await tempStore();
    const bytes = sampleBytes(size);
    const holding = await put(store, bytes);
    expect(holding.size).toBe(size);
    expect(Buffer.from(holding.sha256)).toEqual(createHash('sha256').update(bytes).digest());
    expect((await read(store, holding)).equals(bytes)).toBe(true);
    expect(store.digests(holding.fileId)).toHaveLength(Math.ceil(size / CHUNK_BYTES) * 32);
  });

  it('lives in the database up to 64 KiB, and in a file of its own from there on', async () => {
    const { store, folder } = await tempStore();
    expect((await put(store, sampleBytes(INLINE_BYTES_MAX))).place).toBe('inline');
    expect(readdirSync(join(folder, 'blobs'))).toEqual([]);
    const large = await put(store, sampleBytes(INLINE_BYTES_MAX + 1));
    expect(large.place).toBe('blob');
    expect(readdirSync(join(folder, 'blobs'))).toEqual([large.fileId]);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it('any range of it, in pieces of at most a chunk', async () => {
    const { store } = await tempStore();
    const bytes = sampleBytes(3 * CHUNK_BYTES + 7);
    const { fileId } = await put(store, bytes);
    const ranges = [
      [0, 1],
      [CHUNK_BYTES - 1, 2],
      [5, 3 * CHUNK_BYTES],
      [bytes.length - 1, 1],
      [bytes.length, 0],
    ];
    for (const [offset, length] of ranges as [number, number][]) {
      const pieces: Uint8Array[] = [];
      for await (const piece of store.read(fileId, offset, length)) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(bytes.subarray(offset, offset + length))).toBe(true);
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(CHUNK_BYTES);
    }
  });

  it('is found again after a restart, and what was on its way is swept', async () => {
    const first = await tempStore();
    const holdings = [
      await put(first.store, sampleBytes(10)),
      await put(first.store, sampleBytes(CHUNK_BYTES + 1)),
    ];
    const cut = await first.store.createUpload(undefined);
    await cut.write(sampleBytes(2 * CHUNK_BYTES, 7));
    expect(readdirSync(join(first.folder, 'tmp'))).toHaveLength(1);
    const second = await restart(first);
    expect(readdirSync(join(first.folder, 'tmp'))).toEqual([]);
    const ids = [...second.store.list()].map(({ fileId }) => fileId);
    expect(ids.sort()).toEqual(holdings.map(({ fileId }) => fileId).sort());
    expect(second.store.usage()).toEqual({ files: 2, bytes: 10 + CHUNK_BYTES + 1 });
    for (const holding of holdings) expect(await read(second.store, holding)).toHaveLength(holding.size);
    await cut.abort();
  });
});

describe('the same content twice', () => {
  it('at the same time gives one copy', async () => {
    const { store, folder } = await tempStore();
    const bytes = sampleBytes(2 * CHUNK_BYTES);
    const [a, b] = await Promise.all([put(store, bytes), put(store, bytes)]);
    expect(a.fileId).toBe(b.fileId);
    expect(readdirSync(join(folder, 'blobs'))).toEqual([a.fileId]);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect((await read(store, b)).equals(bytes)).toBe(true);
  });

  it('saves a copy from whoever was about to collect it', async () => {
    const { store } = await tempStore();
    const seen = await put(store, sampleBytes(100));
    await put(store, sampleBytes(100));
    await store.remove(seen.fileId, seen);
    expect(store.get(seen.fileId)).not.toBeNull();
    await store.remove(seen.fileId, store.get(seen.fileId)!);
    expect(store.get(seen.fileId)).toBeNull();
  });

  it('runs what belongs to a new copy once', async () => {
    const { store } = await tempStore();
    const told: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const upload = await store.createUpload(3);
      await upload.write(Buffer.from('abc'));
      await upload.finish(undefined, ({ fileId }) => told.push(fileId));
    }
    expect(told).toHaveLength(1);
  });
});

describe('an upload that does not end well leaves nothing', () => {
  it('given up', async () => {
    const { store, folder } = await tempStore();
    const upload = await store.createUpload(undefined);
    await upload.write(sampleBytes(CHUNK_BYTES));
    await upload.abort();
    await upload.abort();
    await expect(upload.write(sampleBytes(1))).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect([...store.list()]).toEqual([]);
  });

  it('of other content than expected', async () => {
    const { store, folder } = await tempStore();
    const upload = await store.createUpload(undefined);
    await upload.write(sampleBytes(CHUNK_BYTES));
    await expect(upload.finish('f'.repeat(64) as FileId)).rejects.toMatchObject({ code: 'CONTENT_CORRUPT' });
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect([...store.list()]).toEqual([]);
  });

  const faults = [
    ['append', 'ENOSPC', 'DISK_FULL'],
    ['append', 'EDQUOT', 'DISK_FULL'],
    ['append', 'EIO', 'INTERNAL'],
    ['sync', 'EIO', 'INTERNAL'],
    ['rename', 'EIO', 'INTERNAL'],
  ] as const;
  it.each(faults)('when %s fails with %s: %s', async (operation, errno, code) => {
    const temp = await tempStore({ disk: failingDisk(operation, errno) });
    const small = await put(temp.store, sampleBytes(10));
    await expect(put(temp.store, sampleBytes(3 * CHUNK_BYTES))).rejects.toMatchObject({ code });
    expect(readdirSync(join(temp.folder, 'tmp'))).toEqual([]);
    expect(readdirSync(join(temp.folder, 'blobs'))).toEqual([]);
    expect([...temp.store.list()].map(({ fileId }) => fileId)).toEqual([small.fileId]);
  });

  it('larger than the disk', async () => {
    const { store } = await tempStore({ disk: { ...realDisk, freeBytes: async () => RESERVE_BYTES + 999 } });
    await expect(store.createUpload(1000)).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(store.createUpload(1024 ** 4 + 1)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    await expect(store.createUpload(999)).resolves.toBeDefined();
  });
});

describe('a copy that has gone bad', () => {
  it('is never handed out, is dropped and put aside', async () => {
    const { store, folder, losses } = await tempStore();
    const holding = await put(store, sampleBytes(3 * CHUNK_BYTES));
    const lost: string[] = [];
    losses.listen(({ fileId }) => lost.push(fileId));
    const path = join(folder, 'blobs', holding.fileId);
    const bytes = await readFile(path);
    bytes[CHUNK_BYTES + 5]! ^= 1;
    await writeFile(path, bytes);
    let handedOut = 0;
    const reading = (async () => {
      for await (const piece of store.read(holding.fileId, 0, holding.size)) handedOut += piece.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'CONTENT_CORRUPT' });
    expect(handedOut).toBe(CHUNK_BYTES);
    expect(store.get(holding.fileId)).toBeNull();
    expect(existsSync(join(folder, 'quarantine', holding.fileId))).toBe(true);
    expect(lost).toEqual([holding.fileId]);
    const again = await put(store, sampleBytes(3 * CHUNK_BYTES));
    expect(await read(store, again)).toHaveLength(holding.size);
  });

  it('whose file is gone is FILE_NOT_FOUND, and can be stored again', async () => {
    const { store, folder } = await tempStore();
    const holding = await put(store, sampleBytes(CHUNK_BYTES));
    await rm(join(folder, 'blobs', holding.fileId));
    await expect(read(store, holding)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(store.get(holding.fileId)).toBeNull();
  });

  it('whose file is gone is replaced by the next upload even before anybody read it', async () => {
    const { store, folder } = await tempStore();
    const holding = await put(store, sampleBytes(CHUNK_BYTES));
    await rm(join(folder, 'blobs', holding.fileId));
    await put(store, sampleBytes(CHUNK_BYTES));
    expect(await read(store, holding)).toHaveLength(CHUNK_BYTES);
  });

  it('by a cut file or a lost one is found at start', async () => {
    const first = await tempStore();
    const cut = await put(first.store, sampleBytes(CHUNK_BYTES, 1));
    const gone = await put(first.store, sampleBytes(CHUNK_BYTES, 2));
    await truncate(join(first.folder, 'blobs', cut.fileId), 10);
    await rm(join(first.folder, 'blobs', gone.fileId));
    const second = await restart(first);
    const lost: string[] = [];
    second.losses.listen(({ fileId }) => lost.push(fileId));
    expect(lost.sort()).toEqual([cut.fileId, gone.fileId].sort());
    expect([...second.store.list()]).toEqual([]);
  });
});

describe('a file in blobs/ that no row knows, as after a crash before the commit', () => {
  it('is taken up when it is what its name says', async () => {
    const first = await tempStore();
    const bytes = sampleBytes(2 * CHUNK_BYTES + 1);
    const hasher = createContentHasher();
    hasher.update(bytes);
    const { fileId } = hasher.finish();
    await writeFile(join(first.folder, 'blobs', fileId), bytes);
    const second = await restart(first);
    expect((await collect(second.store.read(fileId, 0, bytes.length))).equals(bytes)).toBe(true);
  });

  it('is put aside when it is not', async () => {
    const first = await tempStore();
    const id = 'a'.repeat(64) as FileId;
    await writeFile(join(first.folder, 'blobs', id), 'something else');
    const second = await restart(first);
    expect(second.store.get(id)).toBeNull();
    expect(readdirSync(join(first.folder, 'quarantine'))).toEqual([id]);
  });
});

describe('asked for what is not there', () => {
  it('a file: FILE_NOT_FOUND; a range: RANGE_NOT_SATISFIABLE', async () => {
    const { store } = await tempStore();
    const unknown = 'b'.repeat(64) as FileId;
    await expect(collect(store.read(unknown, 0, 1))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(() => store.digests(unknown)).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    await store.remove(unknown);
    const { fileId } = await put(store, sampleBytes(10));
    for (const [offset, length] of [
      [0, 11],
      [11, 0],
      [-1, 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as [number, number][]) {
      await expect(collect(store.read(fileId, offset, length))).rejects.toMatchObject({
        code: 'RANGE_NOT_SATISFIABLE',
      });
    }
  });

  it('by a caller that has gone: CANCELLED', async () => {
    const { store } = await tempStore();
    const holding = await put(store, sampleBytes(CHUNK_BYTES));
    const reading = collect(store.read(holding.fileId, 0, holding.size, AbortSignal.abort()));
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(store.get(holding.fileId)).not.toBeNull();
  });
});
