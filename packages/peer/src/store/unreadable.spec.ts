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
