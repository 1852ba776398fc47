import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileBook } from './check-files.ts';
import { CONTENTS, createFileWorld, type Happening, PEERS } from './file-world.ts';

const at = fc.nat(PEERS - 1);
const content = fc.nat(CONTENTS - 1);
const put = fc.record({ type: fc.constant('put' as const), at, content });
const remove = fc.record({ type: fc.constant('remove' as const), at, content });
const get = fc.record({ type: fc.constant('get' as const), at, content });
const repair = fc.constant({ type: 'repair' as const });
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: put },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: get },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('kill' as const, 'back' as const), at }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('lose' as const), at }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rot' as const), at, content }) },
  { weight: 2, arbitrary: repair },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('together' as const),
      both: fc.tuple(fc.oneof(put, remove), fc.oneof(put, remove, get, repair)),
    }),
  },
);

describe('whatever happens to seven peers', () => {
  it('what they have acknowledged stays readable and equal within the losses that are promised', async () => {
    let due = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(happenings, { minLength: 3, maxLength: 14 }), async (story) => {
        const world = await createFileWorld();
        try {
          for (const happening of story) await world.happen(happening);
          due += world.book.due().size;
          expect(await world.check()).toEqual([]);
        } finally {
          await world.end();
        }
      }),
      { numRuns: Number(process.env.ACORDE_MODEL_RUNS ?? 15), seed: 20_261_123 },
    );
    // The promise was put to the test, and not met by files that nobody had.
    expect(due).toBeGreaterThan(10);
  }, 120_000);
});

describe('the book of files', () => {
  const FILE = 'f'.repeat(64) as never;
  const book = () => createFileBook({ replicas: 3, writeQuorum: 2 });

  it('wants a file back after one loss when it was acknowledged, and after two when it was fully replicated', () => {
    const acknowledged = book();
    acknowledged.acknowledged(FILE, new Uint8Array(1));
    acknowledged.lost();
    expect(acknowledged.due().size).toBe(1);
    acknowledged.lost();
    expect(acknowledged.due().size).toBe(0);
    const replicated = book();
    replicated.acknowledged(FILE, new Uint8Array(1));
    replicated.replicated(FILE);
    for (const left of [1, 1, 0]) {
      replicated.lost();
      expect(replicated.due().size).toBe(left);
    }
  });

  it('wants nothing back that nobody shares, and nothing that was lost in another file', () => {
    const files = book();
    files.acknowledged(FILE, new Uint8Array(1));
    files.lost('e'.repeat(64) as never);
    files.lost('e'.repeat(64) as never);
    expect(files.due().size).toBe(1);
    files.removed(FILE);
    expect(files.due().size).toBe(0);
  });
});
