import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import type { LogSync } from './log-sync.ts';

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

/** A disk whose syncs end when they are told to. */
function slowLog() {
  const syncs: PromiseWithResolvers<void>[] = [];
  let now = 0;
  const log: LogSync = {
    sync() {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
    syncNow() {
      now += 1;
    },
    close: () => undefined,
  };
  return { log, syncs, syncedNow: () => now };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a commit', () => {
  function situation() {
    const disk = slowLog();
    database = openDatabase(':memory:', { log: disk.log });
    database.exec('CREATE TABLE notes (text TEXT UNIQUE) STRICT');
    const told: string[] = [];
    const put = (text: string) =>
      database.commit(add(text)).then(
        () => told.push(text),
        (error: { code: string }) => told.push(`${text} ${error.code}`),
      );
    return { ...disk, told, put };
  }

  it('is told when the sync that began after it has ended; what comes meanwhile shares the next one', async () => {
    const { syncs, told, put } = situation();
    void put('a');
    await turns();
    void put('b');
    await turns();
    void put('c');
    await turns();
    expect([syncs.length, told, all()]).toEqual([1, [], ['a', 'b', 'c']]);
    syncs[0]!.resolve();
    await turns();
    expect([syncs.length, told]).toEqual([2, ['a']]);
    syncs[1]!.resolve();
    await turns();
    expect([syncs.length, told]).toEqual([2, ['a', 'b', 'c']]);
  });

  it('fails when its sync fails, and so do all after it: no sync is tried again', async () => {
    const { syncs, told, put } = situation();
    void put('a');
    await turns();
    void put('b');
    syncs[0]!.reject(new Error('EIO'));
    await turns();
    void put('c');
    await turns();
    expect([told, syncs.length]).toEqual([['a INTERNAL', 'b INTERNAL', 'c INTERNAL'], 1]);
  });

  it('that waits at the close is synced by it', async () => {
    const { told, put, syncedNow } = situation();
    void put('a');
    await turns();
    void put('b');
    database.close();
    await turns();
    expect([told, syncedNow()]).toEqual([['a', 'b'], 1]);
  });
});

it('a log on the disk is there and named before the first commit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-database-'));
  database = openDatabase(join(folder, 'index.db'));
  expect(readdirSync(folder)).toContain('index.db-wal');
  database.exec('CREATE TABLE notes (text TEXT UNIQUE) STRICT');
  await database.commit(add('a'));
  database.close();
  database = openDatabase(join(folder, 'index.db'));
  expect(all()).toEqual(['a']);
  database.close();
  rmSync(folder, { recursive: true });
});
