import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualSystem } from '../../test/records/manual-system.ts';
import type { FileId } from '../records/record.ts';
import type { Holding } from '../store/store.ts';
import { sampleBytes } from '../store/testing/sample-bytes.ts';
import { createTempStore, type TempStore } from '../store/testing/temp-store.ts';
import { createScrub, type Scrub } from './scrub.ts';

const DAY_MS = 86_400_000;
const LARGE_BYTES = 3 * 1024 * 1024 + 5;

let opened: { temp: TempStore; scrub: Scrub } | null = null;
afterEach(async () => {
  await opened?.scrub.stop();
  await opened?.temp.destroy();
});

async function setUp() {
  const system = createManualSystem();
  const temp = await createTempStore({ system });
  const lost: FileId[] = [];
  temp.losses.listen(({ fileId }) => void lost.push(fileId));
  const warnings: string[] = [];
  const make = (of: TempStore) =>
    createScrub({
      holdings: of.store,
      database: of.database,
      system,
      log: { warn: (_, message) => void warnings.push(message) },
      intervalMs: DAY_MS,
    });
  const scrub = make(temp);
  opened = { temp, scrub };
  return { system, temp, lost, warnings, scrub, make };
}

async function put({ store }: TempStore, bytes: Uint8Array): Promise<Holding> {
  const upload = await store.createUpload(undefined);
  await upload.write(bytes);
  return upload.finish();
}

async function flipBit(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  byte[0]! ^= 1;
  await file.write(byte, 0, 1, position);
  await file.close();
}

/** The disk is real, so its work needs turns of the event loop beside the clock's timers. */
async function untilEnd(
  system: ReturnType<typeof createManualSystem>,
  scrub: Scrub,
  passes = 1,
): Promise<void> {
  while (scrub.status().running || scrub.status().passes < passes) await system.advance(1_000);
}

describe('a scrub', () => {
  it('finds one flipped bit in any chunk, puts the copy aside and tells of it', async () => {
    const { system, temp, lost, scrub } = await setUp();
    const good = await put(temp, sampleBytes(LARGE_BYTES, 1));
    const rotten: FileId[] = [];
    for (const [index, position] of [0, 1_500_000, LARGE_BYTES - 1].entries()) {
      const { fileId } = await put(temp, sampleBytes(LARGE_BYTES, index + 2));
      await flipBit(join(temp.folder, 'blobs', fileId), position);
      rotten.push(fileId);
    }
    scrub.start();
    scrub.begin();
    await untilEnd(system, scrub);
    expect(lost.sort()).toEqual(rotten.sort());
    expect(readdirSync(join(temp.folder, 'quarantine')).sort()).toEqual(rotten.sort());
    expect(temp.store.get(good.fileId)).not.toBeNull();
    expect(scrub.status()).toMatchObject({
      running: false,
      checkedFiles: 4,
      checkedBytes: 4 * LARGE_BYTES,
      lostFiles: 3,
      passes: 1,
    });
  });

  it('finds a small copy that rots inside the database', async () => {
    const { system, temp, lost, scrub } = await setUp();
    const { fileId } = await put(temp, sampleBytes(100));
    temp.database.prepare('UPDATE inline_bytes SET bytes = ?').run(sampleBytes(100, 9));
    scrub.start();
    scrub.begin();
    await untilEnd(system, scrub);
    expect(lost).toEqual([fileId]);
    expect(temp.store.get(fileId)).toBeNull();
  });

  it('comes by itself, slowly, and once in an interval', async () => {
    const { system, temp, scrub } = await setUp();
    await put(temp, sampleBytes(LARGE_BYTES));
    scrub.start();
    await system.advance(61_000);
    expect(scrub.status()).toMatchObject({ running: true, passes: 0 });
    await untilEnd(system, scrub);
    const { startMs, endMs } = scrub.status();
    // 3 MiB at 1 MiB a second.
    expect(endMs - startMs).toBeGreaterThanOrEqual(2_900);
    await system.advance(DAY_MS / 2);
    expect(scrub.status().passes).toBe(1);
    await system.advance(DAY_MS);
    await untilEnd(system, scrub, 2);
    expect(scrub.status().passes).toBe(2);
  });

  it('goes on where it was after a restart', async () => {
    const { system, temp, scrub, make } = await setUp();
    for (let index = 0; index < 3; index++) await put(temp, sampleBytes(LARGE_BYTES, index));
    scrub.start();
    await system.advance(60_000);
    // Stopped inside the pass, and its place saved as a crash after 256 files would leave it.
    await scrub.stop();
    const [first] = [...temp.store.list()];
    temp.database
      .prepare('INSERT OR REPLACE INTO scrub VALUES (1, ?)')
      .run(JSON.stringify({ ...scrub.status(), cursor: first!.fileId, checkedFiles: 1, lostFiles: 0 }));
    const again = make(temp);
    opened = { temp, scrub: again };
    again.start();
    again.begin();
    await untilEnd(system, again);
    expect(again.status()).toMatchObject({ checkedFiles: 3, passes: 1, lostFiles: 0 });
  });

  it('hurries when somebody asks in the middle of a slow pass', async () => {
    const { system, temp, scrub } = await setUp();
    await put(temp, sampleBytes(60_000, 1));
    for (let index = 0; index < 20; index++) await put(temp, sampleBytes(LARGE_BYTES, index));
    scrub.start();
    await system.advance(61_000);
    expect(scrub.status().running).toBe(true);
    scrub.begin();
    const askedMs = system.nowMs();
    while (scrub.status().running) await system.advance(0);
    expect(scrub.status()).toMatchObject({ running: false, passes: 1, checkedFiles: 21 });
    expect(system.nowMs()).toBe(askedMs);
  });

  it('does not count a copy that was removed meanwhile as lost', async () => {
    const { system, temp, scrub, lost } = await setUp();
    const holding = await put(temp, sampleBytes(LARGE_BYTES));
    scrub.start();
    scrub.begin();
    const removed = temp.store.remove(holding.fileId);
    await untilEnd(system, scrub);
    await removed;
    expect(lost).toEqual([]);
    expect(scrub.status()).toMatchObject({ lostFiles: 0, passes: 1 });
  });
});
