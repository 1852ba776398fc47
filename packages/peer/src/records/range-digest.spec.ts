import type { Identifier } from '@acorde/chord';
import { inHalfOpen } from '@acorde/chord';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signerNamed, versionsOf } from '../../test/records/identities.ts';
import { entryRecord, manifestRecord } from '../../test/records/samples.ts';
import { openDatabase } from '../store/database.ts';
import { decodeRecord } from './decode-record.ts';
import { ringKeys } from './keys.ts';
import { createRangeDigester } from './range-digest.ts';
import { createRecordStore } from './record-store.ts';
import { recordHash } from './signed-bytes.ts';

const author = { signer: signerNamed('ana'), versions: versionsOf(1) };
const RECORDS = Array.from({ length: 40 }, (_, i) => [
  entryRecord(author, `e${i}`),
  manifestRecord(author, `e${i}`),
]).flat();
const ALL = Array.from({ length: 16 }, (_, i) => i);

async function digesterOf(records: typeof RECORDS, rowsMax?: number) {
  const database = openDatabase(':memory:');
  const store = createRecordStore(database, { nowMs: () => 1_800_000_000_000, isStale: () => false });
  await database.commit(() => records.map((record) => store.merge(decodeRecord(record))));
  return { database, store, digester: createRangeDigester(database, store.revision, rowsMax) };
}

const places = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((b) => Buffer.from(b).toString('hex') as Identifier);

describe('a range digest', () => {
  it('lists every key of the range and none outside, also over zero and round the whole circle', async () => {
    const { digester } = await digesterOf(RECORDS);
    const rows = RECORDS.flatMap((record) =>
      ringKeys(decodeRecord(record).says).map((key) => ({
        key,
        hash: Buffer.from(recordHash(record)).toString('hex'),
      })),
    );
    await fc.assert(
      fc.property(places, fc.option(places), (from, other) => {
        const to = other ?? from;
        const listed = digester.digest({ from, to, buckets: ALL }).records;
        const expected = rows.filter(({ key }) => inHalfOpen(from, key, to));
        const names = (list: readonly { key: string; hash: string }[]) =>
          list.map(({ key, hash }) => key + hash).sort();
        expect(names(listed.map((row) => ({ ...row, hash: Buffer.from(row.hash).toString('hex') })))).toEqual(
          names(expected),
        );
      }),
    );
  });

  it('is equal for equal records, and differs in the bucket that differs', async () => {
    const from = 'f'.repeat(64) as Identifier;
    const range = { from, to: from, buckets: [] };
    const [extra, ...rest] = RECORDS;
    const whole = (await digesterOf(RECORDS)).digester.digest(range).digests;
    expect((await digesterOf(RECORDS.toReversed())).digester.digest(range).digests).toEqual(whole);
    const less = (await digesterOf(rest)).digester.digest(range).digests;
    const buckets = new Set(
      ringKeys(decodeRecord(extra as never).says).map((key) => Number.parseInt(key[0] ?? '', 16)),
    );
    for (const bucket of ALL) {
      expect(
        Buffer.compare(whole[bucket] ?? extra?.body ?? new Uint8Array(), less[bucket] as Uint8Array) === 0,
      ).toBe(!buckets.has(bucket));
    }
  });

  it('is computed anew when a record has come', async () => {
    const { database, store, digester } = await digesterOf(RECORDS.slice(0, 4));
    const range = { from: '0'.repeat(64) as Identifier, to: 'f'.repeat(64) as Identifier, buckets: [] };
    const before = digester.digest(range).digests;
    expect(digester.digest(range).digests).toBe(before);
    await database.commit(() => store.merge(decodeRecord(RECORDS[6] as never)));
    expect(digester.digest(range).digests).not.toEqual(before);
  });

  it('lists a bounded number of rows, the first ones', async () => {
    const from = 'f'.repeat(64) as Identifier;
    const range = { from, to: from, buckets: ALL };
    const some = (await digesterOf(RECORDS, 10)).digester.digest(range).records;
    const all = (await digesterOf(RECORDS)).digester.digest(range).records;
    expect(some).toEqual(all.slice(0, 10));
  });
});
