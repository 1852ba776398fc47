import { afterEach, describe, expect, it } from 'vitest';
import { realDisk } from './disk.ts';
import { createRoom, RESERVE_BYTES } from './room.ts';
import { sampleBytes, trickle } from './testing/sample-bytes.ts';
import { createTempStore, type TempStore } from './testing/temp-store.ts';

const FULL = { code: 'DISK_FULL' };
let temp: TempStore | null = null;
afterEach(async () => {
  await temp?.destroy();
  temp = null;
});

function roomOf(quotaBytes: number, own = { bytes: 0 }, freeBytes = 1e12) {
  const clock = { nowMs: 0 };
  const room = createRoom({
    ownBytes: () => own.bytes,
    freeBytes: async () => freeBytes,
    quotaBytes,
    system: { monotonicMs: () => clock.nowMs },
  });
  return { room, own, clock };
}

describe('the room of a peer', () => {
  it('is what its quota leaves beside copies and uploads under way', async () => {
    const { room } = roomOf(1_000, { bytes: 300 });
    const first = await room.claim(500);
    await expect(room.claim(201)).rejects.toMatchObject(FULL);
    const second = await room.claim(200);
    first.release();
    first.release();
    second.release();
  });

  it('comes back when an upload ends without a copy, and when a copy goes', async () => {
    const { room, own } = roomOf(1_000, { bytes: 600 });
    (await room.claim(400)).release();
    const again = await room.claim(400);
    again.release();
    own.bytes = 0;
    (await room.claim(1_000)).release();
  });

  it('is taken byte by byte where the size is not known', async () => {
    const { room } = roomOf(1_000);
    const claim = await room.claim(undefined);
    claim.grow(600);
    await expect(room.claim(401)).rejects.toMatchObject(FULL);
    claim.grow(1_000);
    expect(() => claim.grow(1_001)).toThrow(expect.objectContaining(FULL));
    claim.release();
    (await room.claim(1_000)).release();
  });

  it('leaves a little of the disk for the index', async () => {
    const { room } = roomOf(1e15, { bytes: 0 }, RESERVE_BYTES + 100);
    (await room.claim(100)).release();
    await expect(room.claim(101)).rejects.toMatchObject(FULL);
  });
});

describe('the free room of the disk', () => {
  function diskOf(freeBytes: number) {
    const disk = { freeBytes, asked: 0 };
    const clock = { nowMs: 0 };
    const room = createRoom({
      ownBytes: () => 0,
      async freeBytes() {
        disk.asked += 1;
        return disk.freeBytes;
      },
      reserveBytes: 0,
      system: { monotonicMs: () => clock.nowMs },
    });
    return { disk, clock, room };
  }

  it('is asked for once a second, however many files come', async () => {
    const { disk, clock, room } = diskOf(1e9);
    for (let i = 0; i < 100; i += 1) (await room.claim(4096)).release();
    expect(disk.asked).toBe(1);
    clock.nowMs = 1_000;
    (await room.claim(4096)).release();
    expect(disk.asked).toBe(2);
  });

  it('shrinks by what comes in meanwhile, so that a second is not enough to fill the disk unseen', async () => {
    const { disk, room } = diskOf(1_000);
    (await room.claim(600)).release();
    disk.freeBytes = 400;
    await expect(room.claim(500)).rejects.toMatchObject(FULL);
    expect(disk.asked).toBe(2);
  });

  it('is asked again before a file is refused: somebody may have made room', async () => {
    const { disk, room } = diskOf(100);
    await expect(room.claim(500)).rejects.toMatchObject(FULL);
    disk.freeBytes = 1_000;
    (await room.claim(500)).release();
  });
});

describe('a store with a quota', () => {
  const put = async (store: TempStore['store'], seed: number, size: number | undefined) => {
    const upload = await store.createUpload(size);
    for await (const piece of trickle(sampleBytes(100_000, seed))) await upload.write(piece);
    return upload.finish();
  };

  it.each([100_000, undefined])('refuses what is beyond it and serves what it has, size %s', async (size) => {
    temp = await createTempStore({ quotaBytes: 250_000 });
    const { store, folder } = temp;
    const first = await put(store, 1, size);
    await put(store, 2, size);
    await expect(put(store, 3, size)).rejects.toMatchObject(FULL);
    expect(store.usage()).toEqual({ files: 2, bytes: 200_000 });
    expect((await realDisk.list(`${folder}/tmp`)).size).toBe(0);
    await store.remove(first.fileId);
    await put(store, 3, size);
    expect(store.usage()).toEqual({ files: 2, bytes: 200_000 });
  });
});
