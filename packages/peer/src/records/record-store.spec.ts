import type { Identifier } from '@acorde/chord';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateOf, signerNamed } from '../../test/records/identities.ts';
import {
  type Author,
  entryIn,
  entryRecord,
  holderRecord,
  manifestOf,
  manifestRecord,
  tombstoneRecord,
} from '../../test/records/samples.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { decodeRecord } from './decode-record.ts';
import { toHex } from './hex.ts';
import type { EntryId, FileId, SignedRecord } from './record.ts';
import { createRecordStore, type RecordStore } from './record-store.ts';

const at = (name: string, incarnation: number, counter: number): Author => ({
  signer: signerNamed(name),
  versions: { next: () => ({ incarnation, counter }) },
});

const POOL_TARGET = entryRecord(at('ana', 1, 1), 'name of ana', 'z');

/** Everything that two peers may say of two files, in several versions, entries removed among them. */
const POOL: SignedRecord[] = [
  POOL_TARGET,
  ...['ana', 'eve'].flatMap((name) => {
    const authors = [at(name, 1, 1), at(name, 1, 2), at(name, 2, 1)];
    return authors.flatMap((author, index) => {
      const { fileId } = manifestOf('x');
      const entry = entryRecord(author, `name of ${name}`, 'x');
      const certificate = certificateOf(author.signer.publicKey);
      return [
        manifestRecord(author, 'x'),
        holderRecord(author, fileId, { complete: index > 0, gone: index === 2 }),
        entry,
        entryRecord(author, 'shared name', 'y'),
        ...(index === 1 ? [tombstoneRecord(author, entryIn(entry))] : []),
        // One that names another's entry without its publisher removes nothing.
        tombstoneRecord(author, { ...entryIn(POOL_TARGET), peerId: author.signer.peerId }),
        ...(index === 2 ? [tombstoneRecord(author, entryIn(POOL_TARGET), certificate)] : []),
      ];
    });
  }),
];

function open(): { database: Database; store: RecordStore } {
  const database = openDatabase(':memory:');
  return {
    database,
    store: createRecordStore(database, { nowMs: () => 1_800_000_000_000, isStale: () => false }),
  };
}

async function mergeAll(records: readonly SignedRecord[]): Promise<RecordStore> {
  const { database, store } = open();
  await database.commit(() => records.map((record) => store.merge(decodeRecord(record))));
  return store;
}

const contents = (store: RecordStore) =>
  store
    .scan(0, 1000)
    .map(({ hash, keys }) => [toHex(hash), ...keys].join(' '))
    .sort();

describe('merging', () => {
  it('ends with the same records, whatever the order and however often', async () => {
    const once = contents(await mergeAll(POOL));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(POOL, { minLength: POOL.length }),
        fc.shuffledSubarray(POOL),
        async (first, again) => {
          expect(contents(await mergeAll([...first, ...again]))).toEqual(once);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of parts in either order ends with the merge of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(POOL), fc.subarray(POOL), async (some, others) => {
        const one = contents(await mergeAll([...some, ...others]));
        expect(contents(await mergeAll([...others, ...some]))).toEqual(one);
        expect(contents(await mergeAll([...some, ...some, ...others]))).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  it('says whether anything changed, and tells of it', async () => {
    const { database, store } = open();
    const changed: FileId[] = [];
    const end = store.onChange((fileId) => void changed.push(fileId));
    const merge = (record: SignedRecord) => database.commit(() => store.merge(decodeRecord(record)));
    const { fileId } = manifestOf('x');
    expect(await merge(holderRecord(at('ana', 1, 2), fileId))).toBe(true);
    expect(await merge(holderRecord(at('ana', 1, 2), fileId))).toBe(false);
    expect(await merge(holderRecord(at('ana', 1, 1), fileId, { gone: true }))).toBe(false);
    expect(await merge(holderRecord(at('ana', 2, 1), fileId, { gone: true }))).toBe(true);
    expect(changed).toEqual([fileId, fileId]);
    end();
    await merge(manifestRecord(at('ana', 1, 1), 'x'));
    expect(changed).toHaveLength(2);
  });
});

describe('finding', () => {
  it('works by file, by entry, and by hash', async () => {
    const entry = entryRecord(at('ana', 1, 1), 'acta.txt', 'x');
    const store = await mergeAll([
      entry,
      manifestRecord(at('ana', 1, 1), 'x'),
      manifestRecord(at('ana', 1, 1), 'y'),
    ]);
    const { fileId } = manifestOf('x');
    expect(store.find(fileId, 9).map(({ kind }) => kind)).toEqual(['manifest', 'entry']);
    const { entryId } = entryIn(entry);
    expect(store.find(entryId as string as Identifier, 9)).toEqual([entry]);
    const [kept] = store.scan(0, 1);
    expect(store.find(toHex(kept?.hash as Uint8Array) as Identifier, 9)).toEqual([entry]);
  });

  it('of a removed entry gives its tombstone', async () => {
    const entry = entryRecord(at('ana', 1, 1), 'acta.txt', 'x');
    const tombstone = tombstoneRecord(at('ana', 1, 2), entryIn(entry));
    const store = await mergeAll([tombstone, entry]);
    expect(store.find(entryIn(entry).entryId as string as Identifier, 9)).toEqual([tombstone]);
    expect(store.search({ query: '', limit: 9 })).toEqual([]);
  });

  it('lists the files with a manifest page by page', async () => {
    const store = await mergeAll(['a', 'b', 'c'].map((content) => manifestRecord(at('ana', 1, 1), content)));
    const ids = ['a', 'b', 'c'].map((content) => manifestOf(content).fileId).sort() as [
      FileId,
      FileId,
      FileId,
    ];
    expect(store.files(null, null, 2)).toEqual(ids.slice(0, 2));
    expect(store.files(ids[1], null, 2)).toEqual(ids.slice(2));
    expect(store.files(ids[0], ids[1], 9)).toEqual([ids[1]]);
  });
});

it('removing forgets a record only while it is the one that was seen', async () => {
  const { database, store } = open();
  const { fileId } = manifestOf('x');
  await database.commit(() => store.merge(decodeRecord(holderRecord(at('ana', 1, 1), fileId))));
  const [seen] = store.scan(0, 1);
  if (!seen) throw new Error('nothing kept');
  await database.commit(() => store.merge(decodeRecord(holderRecord(at('ana', 2, 1), fileId))));
  expect(await database.commit(() => store.remove(seen))).toBe(false);
  const [now] = store.scan(0, 1);
  expect(await database.commit(() => store.remove(now ?? seen))).toBe(true);
  expect(store.count()).toEqual({ records: 0, entries: 0 });
});

it('survives a restart, names included', async () => {
  const { database, store } = open();
  const entry = entryRecord(at('ana', 1, 1), 'acta.txt', 'x');
  await database.commit(() => store.merge(decodeRecord(entry)));
  const again = createRecordStore(database, { nowMs: () => 1_800_000_000_000, isStale: () => false });
  expect(again.search({ query: 'acta', limit: 9 }).map((record) => entryIn(record).entryId)).toEqual([
    entryIn(entry).entryId as EntryId,
  ]);
});
