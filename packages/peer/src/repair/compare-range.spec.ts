import type { Identifier } from '@acorde/chord';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signerNamed, testAdmins, versionsOf } from '../../test/records/identities.ts';
import {
  entryIn,
  entryRecord,
  holderRecord,
  manifestOf,
  manifestRecord,
  tombstoneRecord,
} from '../../test/records/samples.ts';
import { decodeRecord } from '../records/decode-record.ts';
import { toHex } from '../records/hex.ts';
import type { PeerAddress, RecordsServer } from '../records/ports.ts';
import { createPublicKeys } from '../records/public-key.ts';
import { createPublishedEntries } from '../records/published-entries.ts';
import { createRangeDigester } from '../records/range-digest.ts';
import type { PeerId, SignedRecord } from '../records/record.ts';
import { createRecordPeers } from '../records/record-peers.ts';
import { createRecordStore } from '../records/record-store.ts';
import { createRecordsServer } from '../records/records-server.ts';
import { createVerifier } from '../records/verify.ts';
import { openDatabase } from '../store/database.ts';
import { createRangeComparer } from './compare-range.ts';

const OTHER: PeerAddress = { peerId: 'b', address: 'b:1' };
const WHOLE = { from: 'f'.repeat(64) as Identifier, to: 'f'.repeat(64) as Identifier };
const author = { signer: signerNamed('ana'), versions: versionsOf(1) };
const verifier = createVerifier({ keys: createPublicKeys(), admins: testAdmins });

/** Records of twenty files; the same file in several versions, and removed entries. */
const POOL: SignedRecord[] = Array.from({ length: 20 }, (_, i) => {
  const entry = entryRecord(author, `e${i}`);
  const { fileId } = manifestOf(`e${i}`);
  const holders = [holderRecord(author, fileId), holderRecord(author, fileId, { gone: true })];
  return [
    manifestRecord(author, `e${i}`),
    entry,
    ...holders,
    ...(i % 3 === 0 ? [tombstoneRecord(author, entryIn(entry))] : []),
  ];
}).flat();

async function keeperOf(records: readonly SignedRecord[], rowsMax: number) {
  const database = openDatabase(':memory:');
  const store = createRecordStore(database, { nowMs: () => 1_800_000_000_000, isStale: () => false });
  await database.commit(() => records.map((record) => store.merge(decodeRecord(record))));
  const digester = createRangeDigester(database, store.revision, rowsMax);
  const published = createPublishedEntries(database);
  const removals = { removed: () => {} };
  const server = createRecordsServer({
    ...author,
    database,
    store,
    digester,
    verifier,
    published,
    removals,
    nowMs: () => 0,
  });
  const contents = () =>
    store
      .scan(0, 1000)
      .map(({ hash }) => toHex(hash))
      .sort();
  return { database, store, server, contents };
}

/** A row that is told apart by its key alone, evenly spread over a range. */
function rowIn({ from, to }: typeof WHOLE, i: number): Identifier {
  const start = from >= to ? 0n : BigInt(`0x${from}`);
  const size = BigInt(`0x${to}`) - start;
  return (start + (size * BigInt(i + 1)) / 3_001n).toString(16).padStart(64, '0') as Identifier;
}

/** A keeper of thousands of records, which nobody has signed: only their keys and hashes are compared here. */
async function manyOf(keys: readonly Identifier[]) {
  const keeper = await keeperOf([], 12_000);
  const { record } = decodeRecord(POOL[0] as SignedRecord);
  const insert = keeper.database.prepare(
    `INSERT INTO records (identity, kind, incarnation, counter, body, public_key, signature, hash, file_id)
     VALUES (?, 1, 1, 1, ?, ?, ?, ?, ?)`,
  );
  await keeper.database.commit(() => {
    for (const key of keys) {
      const bytes = Buffer.from(key, 'hex');
      insert.run(bytes, record.body, record.publicKey, record.signature, bytes, bytes);
    }
  });
  return keeper;
}

function comparerOf(here: Awaited<ReturnType<typeof keeperOf>>, there: RecordsServer, rowsMax: number) {
  const remote = {
    store: async (_: PeerAddress, records: readonly SignedRecord[]) => there.store(records),
    fetch: async (_: PeerAddress, keys: readonly Identifier[]) => there.fetch(keys),
    search: async () => [],
    digest: async (_: PeerAddress, range: Parameters<RecordsServer['digest']>[0]) => there.digest(range),
    remove: async () => Promise.reject(new Error('not asked')),
  };
  const peers = createRecordPeers({ selfId: 'a' as PeerId, server: here.server, remote, verifier });
  return createRangeComparer({ ...here, peers, rowsMax });
}

describe('comparing', () => {
  // Seven rows hold every key of the pool: one key larger than a page would not be compared to its end.
  it.each([12_000, 7])('ends with the same records on both sides, with pages of %d rows', async (rowsMax) => {
    const union = (await keeperOf(POOL, rowsMax)).contents();
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.boolean()),
        fc.infiniteStream(fc.boolean()),
        async (coins, others) => {
          // Each record is at one side at least.
          const sides = POOL.map((record) => ({ record, a: coins.next().value, b: others.next().value }));
          const here = await keeperOf(
            sides.filter(({ a }) => a).map(({ record }) => record),
            rowsMax,
          );
          const there = await keeperOf(
            sides.filter(({ a, b }) => b || !a).map(({ record }) => record),
            rowsMax,
          );
          await comparerOf(here, there.server, rowsMax).compare(WHOLE, OTHER);
          expect(here.contents()).toEqual(union);
          expect(there.contents()).toEqual(union);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('costs one question when nothing differs', async () => {
    const here = await keeperOf(POOL, 100);
    const there = await keeperOf(POOL, 100);
    let asked = 0;
    const counting: RecordsServer = {
      ...there.server,
      digest(range) {
        asked++;
        return there.server.digest(range);
      },
    };
    expect(await comparerOf(here, counting, 100).compare(WHOLE, OTHER)).toEqual({ pulled: 0, pushed: 0 });
    expect(asked).toBe(1);
  });

  it.each([
    ['the whole circle', WHOLE],
    // As in a ring of thousands: all keys begin alike.
    [
      'a narrow range',
      { from: `5a${'0'.repeat(62)}` as Identifier, to: `5c${'f'.repeat(62)}` as Identifier },
    ],
  ])('asks for few rows when one record of thousands is missing: %s', async (_, range) => {
    const records = Array.from({ length: 3_000 }, (_, i) => rowIn(range, i));
    const here = await manyOf(records);
    const there = await manyOf(records.filter((_, i) => i !== 1_234));
    let rows = 0;
    let questions = 0;
    const counting: RecordsServer = {
      ...there.server,
      store: async (given) => ({ stored: given.length, refused: 0 }),
      digest(asked) {
        questions++;
        const answer = there.server.digest(asked);
        rows += answer.records.length;
        return answer;
      },
    };
    const exchanged = await comparerOf(here, counting, 12_000).compare(range, OTHER);
    expect(exchanged).toEqual({ pulled: 0, pushed: 1 });
    expect(rows).toBeLessThan(128);
    expect(questions).toBeLessThanOrEqual(4);
  });

  it('only gives when asked to', async () => {
    const here = await keeperOf(POOL.slice(0, 10), 100);
    const there = await keeperOf(POOL.slice(10), 100);
    const before = here.contents();
    await comparerOf(here, there.server, 100).compare(WHOLE, OTHER, { pushOnly: true });
    expect(here.contents()).toEqual(before);
    expect(there.contents()).toEqual((await keeperOf(POOL, 100)).contents());
  });

  it.each([
    ['no digests', { digests: [], records: [] }],
    ['short digests', { digests: Array.from({ length: 16 }, () => new Uint8Array(4)), records: [] }],
  ])('refuses %s', async (_, answer) => {
    const here = await keeperOf(POOL, 100);
    const liar = { ...here.server, digest: () => answer };
    await expect(comparerOf(here, liar, 100).compare(WHOLE, OTHER)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('ends although a peer invents rows without end', async () => {
    const here = await keeperOf(POOL, 100);
    const digests = Array.from({ length: 16 }, () => new Uint8Array(32));
    const rows = (bucket: number) =>
      Array.from({ length: 5 }, (_, i) => ({
        key: `${bucket.toString(16)}${'0'.repeat(62)}${i}` as Identifier,
        hash: new Uint8Array(32).fill(i),
      }));
    const liar: RecordsServer = {
      ...here.server,
      digest: ({ from, buckets }) => ({
        digests: buckets.length === 0 ? digests : [],
        records: rows(Number.parseInt(from.slice(0, 1), 16)),
      }),
    };
    const before = here.contents();
    const compared = comparerOf(here, liar, 5).compare(WHOLE, OTHER);
    await compared.catch((error) => expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' }));
    expect(here.contents()).toEqual(before);
  });
});
