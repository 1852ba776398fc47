import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileId } from '../records/record.ts';
import { realSystem } from '../system.ts';
import { createBlobFolder } from './blob-folder.ts';
import { type Disk, realDisk } from './disk.ts';
import { collect, sampleBytes } from './testing/sample-bytes.ts';
import { createTempStore, type TempStore } from './testing/temp-store.ts';

const LARGE_BYTES = 200_000;
let temp: TempStore | null = null;
afterEach(() => temp?.destroy());

/** A disk that takes everything and gives nothing back. */
function brokenDisk(code: string): Disk {
  const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
  return { ...realDisk, open: async (path) => ({ ...(await realDisk.open(path)), read: fail }) };
}

describe('a copy that the disk cannot read back', () => {
  it.each(['EIO', 'EBADMSG', 'EUCLEAN'])('is lost as a rotten one is: %s', async (code) => {
    temp = await createTempStore({ disk: brokenDisk(code) });
    const lost: FileId[] = [];
    temp.losses.listen(({ fileId }) => void lost.push(fileId));
    const upload = await temp.store.createUpload(LARGE_BYTES);
    await upload.write(sampleBytes(LARGE_BYTES));
    const { fileId } = await upload.finish();
    await expect(collect(temp.store.read(fileId, 0, LARGE_BYTES))).rejects.toMatchObject({
      code: 'CONTENT_CORRUPT',
    });
    expect([lost, temp.store.get(fileId)]).toEqual([[fileId], null]);
    expect(await readdir(join(temp.folder, 'quarantine'))).toEqual([fileId]);
  });

  it('stays when the fault is none of the medium', async () => {
    temp = await createTempStore({ disk: brokenDisk('EMFILE') });
    const upload = await temp.store.createUpload(LARGE_BYTES);
    await upload.write(sampleBytes(LARGE_BYTES));
    const { fileId } = await upload.finish();
    await expect(collect(temp.store.read(fileId, 0, LARGE_BYTES))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect(temp.store.get(fileId)).not.toBeNull();
  });
});

describe('a copy that rots unnoticed', () => {
  it.each([100, LARGE_BYTES])('is whole again when its %i bytes are stored again', async (size) => {
    temp = await createTempStore();
    const { store, database, folder } = temp;
    const put = async () => {
      const upload = await store.createUpload(size);
      await upload.write(sampleBytes(size));
      return upload.finish();
    };
    const { fileId, place } = await put();
    if (place === 'inline') database.prepare('UPDATE inline_bytes SET bytes = ?').run(new Uint8Array(size));
    else await writeFile(join(folder, 'blobs', fileId), new Uint8Array(size));
    await put();
    expect(Buffer.compare(await collect(store.read(fileId, 0, size)), sampleBytes(size))).toBe(0);
    expect(store.usage()).toEqual({ files: 1, bytes: size });
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });
});

describe('the quarantine', () => {
  it('keeps wrong copies up to its limit, and removes those beyond it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'acorde-blobs-'));
    const blobs = createBlobFolder(realDisk, realSystem, folder, 250);
    await blobs.sweep();
    const ids = ['a', 'b', 'c'].map((digit) => digit.repeat(64) as FileId);
    for (const id of ids) {
      await writeFile(blobs.path(id), new Uint8Array(100));
      await blobs.quarantine(id);
    }
    expect((await readdir(join(folder, 'quarantine'))).sort()).toEqual(ids.slice(0, 2));
    expect(await readdir(join(folder, 'blobs'))).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
