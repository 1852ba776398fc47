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
      digest: ({ buckets: [bucket] }) => ({
        digests: bucket === undefined ? digests : [],
        records: rows(bucket ?? 0),
      }),
    };
    const before = here.contents();
    const compared = comparerOf(here, liar, 5).compare(WHOLE, OTHER);
    await compared.catch((error) => expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' }));
    expect(here.contents()).toEqual(before);
  });
});
