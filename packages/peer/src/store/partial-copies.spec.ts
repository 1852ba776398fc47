import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CHUNK_BYTES } from './chunk.ts';
import { createContentHasher } from './content-hasher.ts';
import { CHECKPOINT_CHUNKS } from './partial-copies.ts';
import type { PartialFile } from './store.ts';
import { sampleBytes } from './testing/sample-bytes.ts';
import { createTempStore, type TempStore } from './testing/temp-store.ts';

let temp: TempStore;
const BYTES = sampleBytes(3 * CHUNK_BYTES + 100);
const chunk = (index: number) => Buffer.from(BYTES.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
const never = new AbortController().signal;

function fileOf(bytes: Uint8Array): PartialFile {
  const hasher = createContentHasher(false);
  hasher.update(bytes);
  return hasher.finish();
}

const FILE = fileOf(BYTES);

afterEach(() => temp.destroy());

async function begun(...indexes: number[]) {
  temp = await createTempStore();
  const partial = await temp.partials.open(FILE);
  for (const index of indexes) await partial.write(index, chunk(index));
  return partial;
}

function presentIn(store: TempStore) {
  return [0, 1, 2, 3].filter((index) => store.partials.get(FILE.fileId)?.chunks.has(index));
}

async function collect(pieces: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces ?? []) all.push(piece);
  return Buffer.concat(all);
}

describe('a copy in the making', () => {
  it('becomes a copy when its chunks are there, in whatever order they came', async () => {
    const partial = await begun(3, 0, 2, 1);
    expect(temp.store.get(FILE.fileId)).toBeNull();
    await partial.finish();
    expect(temp.store.get(FILE.fileId)).toMatchObject({ size: BYTES.length, place: 'blob' });
    expect((await collect(temp.store.read(FILE.fileId, 0, BYTES.length))).equals(BYTES)).toBe(true);
    expect([temp.partials.get(FILE.fileId), temp.partials.list()]).toEqual([null, []]);
  });

  it('serves the chunks that are there', async () => {
    await begun(2, 3);
    expect(
      (await collect(temp.partials.read(FILE.fileId, 2, 2, never))).equals(BYTES.subarray(2 * CHUNK_BYTES)),
    ).toBe(true);
    await expect(collect(temp.partials.read(FILE.fileId, 0, 1, never))).rejects.toMatchObject({
      code: 'CONTENT_CORRUPT',
    });
  });

  it('has after a crash what was noted, and nothing that was not', async () => {
    const partial = await begun(1, 3);
    await partial.checkpoint();
    await partial.write(0, chunk(0));
    temp = await temp.restart();
    const again = await temp.partials.open(FILE);
    expect(presentIn(temp)).toEqual([1, 3]);
    for (const index of [0, 2]) await again.write(index, chunk(index));
    await again.finish();
    expect((await collect(temp.store.read(FILE.fileId, 0, BYTES.length))).equals(BYTES)).toBe(true);
  });

  it('is noted by itself as it grows', async () => {
    const size = (CHECKPOINT_CHUNKS + 2) * CHUNK_BYTES;
    const large = { ...fileOf(sampleBytes(10)), size, digests: new Uint8Array(size / CHUNK_BYTES / 32) };
    temp = await createTempStore();
    const partial = await temp.partials.open(large);
    for (let index = 0; index < CHECKPOINT_CHUNKS; index += 1)
      await partial.write(index, Buffer.alloc(CHUNK_BYTES));
    await partial.close();
    temp = await temp.restart();
    expect((await temp.partials.open(large)).chunks.size).toBe(CHECKPOINT_CHUNKS);
  });

  it('begins anew when its file is shorter than its row says', async () => {
    await (await begun(0, 2)).checkpoint();
    await truncate(join(temp.folder, 'partial', FILE.fileId), CHUNK_BYTES);
    temp = await temp.restart();
    await temp.partials.open(FILE);
    expect(presentIn(temp)).toEqual([]);
  });

  it('is swept when nothing was noted of it, and removed when it is discarded', async () => {
    const path = () => stat(join(temp.folder, 'partial', FILE.fileId)).catch(() => null);
    const partial = await begun(0);
    await partial.close();
    temp = await temp.restart();
    expect(await path()).toBeNull();
    const other = await temp.partials.open(FILE);
    await other.checkpoint();
    expect(await path()).not.toBeNull();
    await other.discard();
    expect([await path(), temp.partials.list()]).toEqual([null, []]);
  });
});
