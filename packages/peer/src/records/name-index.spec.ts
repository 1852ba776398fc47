import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { checkFilter, matchesFilter } from './entry-filter.ts';
import { compareEntries } from './entry-order.ts';
import { fold } from './fold.ts';
import { partitionOf } from './keys.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';
import type { EntryId } from './record.ts';

const idOf = (name: string) => createHash('sha256').update(name).digest('hex') as EntryId;

const indexed = (name: string, size = 1, mediaType = 'text/plain') => ({
  entryId: idOf(name),
  name,
  size,
  mediaType,
});

async function indexOf(names: readonly string[]): Promise<NameIndex> {
  const database = openDatabase(':memory:');
  const index = createNameIndex(database, 'names', () => null);
  await database.commit(() => {
    for (const name of names) index.add(indexed(name), partitionOf(idOf(name)));
  });
  return index;
}

const sorted = (names: readonly string[]) =>
  names
    .map((name) => ({ name, entryId: idOf(name) }))
    .sort(compareEntries)
    .map(({ entryId }) => entryId);

// Few letters, so that hits are common; marks, operators of the index and of LIKE, and characters of several bytes.
const letters = fc.constantFrom(...'abAB áñ"*%_-():^音乐𝒳e\u0301한');
const text = fc.string({ unit: letters, maxLength: 9 });

describe('the name index', () => {
  it('finds exactly the names that contain every word of the query', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { maxLength: 30 }), text, async (names, query) => {
        const index = await indexOf(names);
        const words = fold(query).split(/\s+/u).filter(Boolean);
        const expected = names.filter((name) => words.every((word) => fold(name).includes(word)));
        expect(index.search({ query, limit: 100 })).toEqual(sorted(expected));
      }),
      { numRuns: 200 },
    );
  });

  it('pages through everything in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(text, { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (names, limit) => {
          const index = await indexOf(names);
          const byId = new Map(names.map((name) => [idOf(name), name]));
          const seen: EntryId[] = [];
          while (true) {
            const entryId = seen.at(-1);
            const after = entryId && { name: byId.get(entryId) ?? '', entryId };
            const page = index.search({ query: '', limit, after });
            seen.push(...page);
            if (page.length < limit) break;
          }
          expect(seen).toEqual(sorted(names));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps to the partitions asked for', async () => {
    const names = Array.from({ length: 64 }, (_, i) => `file ${i}`);
    const index = await indexOf(names);
    const inThree = names.filter((name) => [0, 7, 15].includes(partitionOf(idOf(name))));
    expect(index.search({ query: 'file', partitions: [0, 7, 15], limit: 100 })).toEqual(sorted(inThree));
    expect(index.search({ query: '', partitions: [0, 7, 15], limit: 100 })).toEqual(sorted(inThree));
  });

  it('forgets what is deleted, and takes nothing twice', async () => {
    const database = openDatabase(':memory:');
    const index = createNameIndex(database, 'names', () => null);
    await database.commit(() => {
      index.add(indexed('acta'), 0);
      index.add(indexed('acta'), 0);
    });
    expect(index.search({ query: 'act', limit: 9 })).toHaveLength(1);
    await database.commit(() => index.delete(idOf('acta')));
    await database.commit(() => index.delete(idOf('acta')));
    expect(index.search({ query: 'act', limit: 9 })).toEqual([]);
    expect(index.count()).toBe(0);
  });
});

describe('a filter', () => {
  const FILES = [
    indexed('a.png', 10, 'image/png'),
    indexed('b.jpg', 2_000, 'image/jpeg'),
    indexed('c.txt', 300, 'text/plain; charset=utf-8'),
    indexed('d.bin', 0, 'imagery/raw'),
    indexed('e.PNG', 50, 'Image/PNG'),
  ];
  const filters = fc.record(
    {
      mediaType: fc.constantFrom('image', 'image/png', 'IMAGE/PNG', 'text/plain', 'imagery', 'audio'),
      sizeMin: fc.integer({ min: 0, max: 3_000 }),
      sizeMax: fc.integer({ min: 0, max: 3_000 }),
    },
    { requiredKeys: [] },
  );

  it('finds in the index exactly what it says of an entry', async () => {
    const database = openDatabase(':memory:');
    const index = createNameIndex(database, 'names', () => null);
    await database.commit(() => {
      for (const file of FILES) index.add(file, 0);
    });
    fc.assert(
      fc.property(filters, (filter) => {
        const expected = FILES.filter((file) => matchesFilter(file, filter)).map(({ name }) => name);
        expect(index.search({ query: '', limit: 9, filter })).toEqual(sorted(expected));
      }),
    );
    expect(index.search({ query: '', limit: 9, filter: { mediaType: 'image' } })).toHaveLength(3);
    expect(index.search({ query: '', limit: 9, filter: { mediaType: 'image/png', sizeMin: 11 } })).toEqual([
      idOf('e.PNG'),
    ]);
  });

  it('works on an index that an earlier version made', async () => {
    const database = openDatabase(':memory:');
    database.exec(`CREATE TABLE names (id INTEGER PRIMARY KEY, entry_id BLOB NOT NULL UNIQUE,
      partition INTEGER NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL)`);
    const [file] = FILES as [(typeof FILES)[0]];
    const insert = database.prepare(
      'INSERT INTO names (entry_id, partition, name, folded) VALUES (?, 0, ?, ?)',
    );
    insert.run(Buffer.from(file.entryId, 'hex'), file.name, file.name);
    const index = createNameIndex(database, 'names', (entryId) => (entryId === file.entryId ? file : null));
    expect(index.search({ query: '', limit: 9, filter: { mediaType: 'image/png', sizeMax: 10 } })).toEqual([
      file.entryId,
    ]);
  });

  it.each([
    { mediaType: 'a b' },
    { mediaType: '' },
    { sizeMin: -1 },
    { sizeMax: 1.5 },
    { mediaType: 'a/b/c' },
  ])('that makes no sense is refused: %j', (filter) => {
    expect(() => checkFilter(filter)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('folding', () => {
  it.each([
    ['CANCIÓN', 'cancion'],
    ['niño', 'nino'],
    ['ÅÄÖ', 'aao'],
    ['한글', '한글'],
    ['がぎ', 'がぎ'],
    ['音乐', '音乐'],
    ['Ⅷ', 'viii'],
  ])('makes %j %j', (name, folded) => {
    expect(fold(name)).toBe(folded.normalize('NFC'));
  });
});
