// A peer that was away for longer than tombstones live must not bring back what was removed meanwhile: with an old disk it
// starts without records and without its own index. Its copies stay. It announces them; where the ring still has entries
// for them they count, and this peer's own entries among those come back (repair/republish.ts); the others are collected.
import type { Database } from '../store/database.ts';
import { TOMBSTONE_MS } from './tombstone-life.ts';

/** Clocks of peers may differ by so much. */
const CLOCKS_MS = 86_400_000;
/** Everything that is made anew, empty, by who uses it. */
const TABLES = [
  'records',
  'record_names_trigrams',
  'record_names',
  'published',
  'published_names_trigrams',
  'published_names',
  'put_intents',
  // What a folder shares is on its disk still: it is shared anew.
  'shared_copies',
];

export interface Presence {
  /** Call inside `database.commit`: this peer was here now. */
  stamp(nowMs: number): void;
}

/** Forgets the records of a peer that was last here too long ago; call before anything reads them. */
export function openPresence(database: Database, nowMs: number): Presence & { readonly forgot: boolean } {
  database.exec(
    'CREATE TABLE IF NOT EXISTS presence (id INTEGER PRIMARY KEY CHECK (id = 1), time_ms INTEGER NOT NULL) STRICT',
  );
  const last = database.prepare('SELECT time_ms FROM presence').get()?.time_ms;
  const forgot = typeof last === 'number' && nowMs - last > TOMBSTONE_MS - CLOCKS_MS;
  if (forgot)
    database.exec(`BEGIN; ${TABLES.map((table) => `DROP TABLE IF EXISTS ${table};`).join(' ')} COMMIT`);
  return {
    forgot,
    stamp(timeMs) {
      database.prepare('INSERT OR REPLACE INTO presence VALUES (1, ?)').run(Math.trunc(timeMs));
    },
  };
}
