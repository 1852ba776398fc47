import { describe, expect, it } from 'vitest';
import { signerNamed, versionsOf } from '../../test/records/identities.ts';
import { entryIn, entryRecord } from '../../test/records/samples.ts';
import { openDatabase } from '../store/database.ts';
import { createPublishedEntries } from './published-entries.ts';
import type { Entry } from './record.ts';

const author = { signer: signerNamed('ana'), versions: versionsOf(1) };

async function published(...names: readonly [name: string, content: string][]) {
  const database = openDatabase(':memory:');
  const entries = createPublishedEntries(database);
  const records = names.map(([name, content]) => entryRecord(author, name, content));
  await database.commit(() => {
    for (const record of records) entries.add(entryIn(record), record);
  });
  return { database, entries, all: records.map(entryIn) as [Entry, ...Entry[]] };
}

describe('the entries of this peer', () => {
  it('are found by name and file, and by id', async () => {
    const { entries, all } = await published(['a', 'x'], ['b', 'x'], ['a', 'y']);
    const [first] = all;
    expect(entries.find('a', first.fileId)).toEqual(first);
    expect(entries.find('c', first.fileId)).toBeNull();
    expect(entries.get(first.entryId)).toEqual(first);
    expect(entries.ofFile(first.fileId).map(({ entry }) => entry.name)).toEqual(['a', 'b']);
    expect(entries.count()).toBe(3);
  });

  it('are listed by name, searched, and paged', async () => {
    const { entries } = await published(['beta', 'x'], ['alfa', 'x'], ['Ágata', 'y']);
    const names = (query: string) => entries.list({ query, limit: 9 }).map(({ name }) => name);
    expect(names('')).toEqual(['alfa', 'beta', 'Ágata']);
    expect(names('agat')).toEqual(['Ágata']);
    const first = entries.page(null, 2);
    const second = entries.page(first.at(-1)?.entry ?? null, 2);
    expect([first.length, second.length]).toEqual([2, 1]);
  });

  it('are gone when deleted, and are there once when added twice', async () => {
    const { database, entries, all } = await published(['a', 'x'], ['a', 'x']);
    expect(entries.list({ query: '', limit: 9 })).toHaveLength(1);
    await database.commit(() => entries.delete(all[0].entryId));
    expect(entries.count()).toBe(0);
    expect(entries.get(all[0].entryId)).toBeNull();
  });
});
