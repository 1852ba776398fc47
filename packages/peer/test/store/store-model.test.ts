// The store against a model of it: a map from contents to what is known of their copies. Uploads that fail at any step of the
// disk, rot, removals and restarts come in any order; after each step the store has what the model says and no more.
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createContentHasher } from '../../src/store/content-hasher.ts';
import { type Disk, type DiskFile, realDisk } from '../../src/store/disk.ts';
import { collect, sampleBytes, trickle } from '../../src/store/testing/sample-bytes.ts';
import { createTempStore, type TempStore } from '../../src/store/testing/temp-store.ts';

/** Nothing, in the database, at its border, in a file, of three chunks. */
const CONTENTS = [0, 10, 65_536, 65_537, 2_300_000].map((size, seed) => {
  const bytes = sampleBytes(size, seed);
  const hasher = createContentHasher();
  hasher.update(bytes);
  return { bytes, fileId: hasher.finish().fileId };
});
const MEMORY = '/dev/shm';

type Fault = 'append' | 'sync' | 'rename' | 'create';
type Copy = 'whole' | 'rotten';

const content = fc.nat(CONTENTS.length - 1);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      content,
      piece: fc.integer({ min: 1_000, max: 400_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('fail' as const),
      content,
      fault: fc.constantFrom<Fault>('append', 'sync', 'rename', 'create'),
      code: fc.constantFrom('ENOSPC', 'EIO'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constantFrom('abort' as const, 'mistake' as const), content }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('read' as const),
      content,
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), content }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rot' as const), content }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A real disk of which one operation fails while the test says so. */
function faultyDisk(active: { fault: Fault | null; code: string }): Disk {
  const failing = (operation: Fault) =>
    active.fault === operation
      ? Promise.reject(Object.assign(new Error(active.code), { code: active.code }))
      : null;
  const wrap = (file: DiskFile): DiskFile => ({
    ...file,
    append: (parts) => failing('append') ?? file.append(parts),
    sync: () => failing('sync') ?? file.sync(),
  });
  return {
    ...realDisk,
    create: async (path) => (await failing('create')) ?? wrap(await realDisk.create(path)),
    rename: (from, to) => failing('rename') ?? realDisk.rename(from, to),
  };
}

async function createWorld() {
  const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'acorde-model-'));
  const active: { fault: Fault | null; code: string } = { fault: null, code: '' };
  const disk = faultyDisk(active);
  let temp: TempStore = await createTempStore({ folder, disk });
  const model = new Map<number, Copy>();

  async function upload(index: number, piece = 100_000): Promise<void> {
    const { bytes, fileId } = CONTENTS[index]!;
    const upload = await temp.store.createUpload(undefined);
    for await (const data of trickle(bytes, piece)) await upload.write(data);
    await upload.finish(fileId);
  }

  async function put(index: number, piece: number): Promise<void> {
    await upload(index, piece);
    // What rots unnoticed is whole again: an acknowledgement counts on it.
    model.set(index, 'whole');
  }

  /** What lives in the database needs none of these steps. */
  async function fail(index: number, fault: Fault, code: string): Promise<void> {
    const isMet = CONTENTS[index]!.bytes.length > 65_536;
    Object.assign(active, { fault, code });
    const done = upload(index).finally(() => Object.assign(active, { fault: null }));
    if (isMet)
      await expect(done).rejects.toMatchObject({ code: code === 'ENOSPC' ? 'DISK_FULL' : 'INTERNAL' });
    else await done;
    if (!isMet) model.set(index, 'whole');
  }

  async function abort(index: number): Promise<void> {
    const { bytes } = CONTENTS[index]!;
    const upload = await temp.store.createUpload(bytes.length);
    await upload.write(Uint8Array.from(bytes));
    await upload.abort();
    await expect(upload.finish()).rejects.toMatchObject({ code: 'CANCELLED' });
  }

  async function mistake(index: number): Promise<void> {
    const other = CONTENTS[(index + 1) % CONTENTS.length]!;
    const upload = await temp.store.createUpload(undefined);
    await upload.write(Uint8Array.from(CONTENTS[index]!.bytes));
    await expect(upload.finish(other.fileId)).rejects.toMatchObject({ code: 'CONTENT_CORRUPT' });
  }

  async function read(index: number, from: number, part: number): Promise<void> {
    const { bytes, fileId } = CONTENTS[index]!;
    const offset = Math.floor(bytes.length * from);
    const length = Math.floor((bytes.length - offset) * part);
    const reading = collect(temp.store.read(fileId, offset, length));
    if (!model.has(index)) return expect(reading).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const answer = await reading.catch((error: { code: string }) => error.code);
    if (answer === 'CONTENT_CORRUPT') {
      expect(model.get(index)).toBe('rotten');
      model.delete(index);
    } else expect(Buffer.compare(answer as Buffer, bytes.subarray(offset, offset + length))).toBe(0);
  }

  async function rot(index: number): Promise<void> {
    const { bytes, fileId } = CONTENTS[index]!;
    if (model.get(index) !== 'whole' || bytes.length === 0) return;
    model.set(index, 'rotten');
    if (temp.store.get(fileId)?.place === 'inline')
      temp.database
        .prepare('UPDATE inline_bytes SET bytes = zeroblob(length(bytes)) WHERE file_id = ?')
        .run(fileId);
    else await flip(join(folder, 'blobs', fileId), bytes.length >> 1);
  }

  async function run(one: Step): Promise<void> {
    if (one.type === 'put') await put(one.content, one.piece);
    else if (one.type === 'fail') await fail(one.content, one.fault, one.code);
    else if (one.type === 'abort') await abort(one.content);
    else if (one.type === 'mistake') await mistake(one.content);
    else if (one.type === 'read') await read(one.content, one.from, one.part);
    else if (one.type === 'rot') await rot(one.content);
    else if (one.type === 'restart') temp = await temp.restart();
    else {
      await temp.store.remove(CONTENTS[one.content]!.fileId);
      model.delete(one.content);
    }
  }

  return {
    run,
    /** The store lists what the model has, and nothing half done lies about. */
    compare() {
      const expected = [...model.keys()].map((index) => CONTENTS[index]!.fileId).sort();
      expect([...temp.store.list()].map(({ fileId }) => fileId).sort()).toEqual(expected);
      const bytes = [...model.keys()].reduce((sum, index) => sum + CONTENTS[index]!.bytes.length, 0);
      expect(temp.store.usage()).toEqual({ files: model.size, bytes });
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
      const large = [...model.keys()].filter((index) => CONTENTS[index]!.bytes.length > 65_536);
      expect(readdirSync(join(folder, 'blobs')).length).toBe(large.length);
    },
    async end() {
      temp.database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function flip(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, position);
  await file.close();
}

it('the store has what its model has, whatever fails and in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      const world = await createWorld();
      try {
        for (const one of steps) {
          await world.run(one);
          world.compare();
        }
      } finally {
        await world.end();
      }
    }),
    { numRuns: Number(process.env.ACORDE_MODEL_RUNS ?? 40), seed: 20_261_123 },
  );
}, 120_000);
