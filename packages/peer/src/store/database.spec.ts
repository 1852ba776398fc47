import { afterEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.ts';

let database: Database;

afterEach(() => database.close());

function notes(): Database {
  database = openDatabase(':memory:');
  database.exec('CREATE TABLE notes (text TEXT UNIQUE) STRICT');
  return database;
}

const add = (text: string) => () => database.prepare('INSERT INTO notes VALUES (?)').run(text);
const all = () =>
  database
    .prepare('SELECT text FROM notes ORDER BY text')
    .all()
    .map(({ text }) => text);

describe('group commit', () => {
  it('rolls back only the change that throws', async () => {
    notes();
    const results = await Promise.allSettled([
      database.commit(add('a')),
      database.commit(() => {
        add('lost')();
        throw new Error('no');
      }),
      database.commit(add('b')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(all()).toEqual(['a', 'b']);
  });

  it('fails the whole group when the database is full, and keeps what was there', async () => {
    notes();
    await database.commit(add('a'));
    database.exec('PRAGMA max_page_count = 3');
    const group = [database.commit(add('b')), database.commit(add('x'.repeat(100_000)))];
    const results = await Promise.allSettled(group);
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'DISK_FULL' } });
    expect(all()).toEqual(results[0]!.status === 'fulfilled' ? ['a', 'b'] : ['a']);
    await database.commit(add('c'));
    expect(all()).toContain('c');
  });

  it('commits at close what is pending, and takes nothing after it', async () => {
    notes();
    const pending = database.commit(add('a'));
    database.close();
    await pending;
    await expect(database.commit(add('b'))).rejects.toMatchObject({ code: 'BUSY' });
    database.close();
  });
});
