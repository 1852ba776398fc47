// Names in a full-text index of trigrams (FTS5), and beside it the folded names for words too short for trigrams.
// Names come in and go out folded, so the index itself compares bytes and both ways find the same.
import type { Database } from '../store/database.ts';
import { fold } from './fold.ts';
import { fromHex, toHex } from './hex.ts';
import { nameQuery } from './name-query.ts';
import type { EntryId } from './record.ts';

/** Names that one search without trigrams looks at. */
const SCAN_NAMES_MAX = 200_000;

export interface NameSearch {
  /** Only these partitions, 0 to 15; absent: all. */
  readonly partitions?: readonly number[] | undefined;
  readonly query: string;
  readonly limit: number;
  readonly after?: { readonly name: string; readonly entryId: EntryId } | undefined;
}

export interface NameIndex {
  /** Call inside `database.commit`. */
  add(entry: { entryId: EntryId; name: string }, partition: number): void;
  /** Call inside `database.commit`. */
  delete(entryId: EntryId): void;
  /** Ids sorted by name, then entry id. Errors: INVALID_ARGUMENT. */
  search(search: NameSearch): EntryId[];
  count(): number;
}

/** `table` names the tables, so that one database has several indexes. Makes them when they are missing. */
export function createNameIndex(database: Database, table: string): NameIndex {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      id INTEGER PRIMARY KEY, entry_id BLOB NOT NULL UNIQUE, partition INTEGER NOT NULL,
      name TEXT NOT NULL, folded TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS ${table}_by_name ON ${table} (name, entry_id);
    CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_trigrams
      USING fts5(folded, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
  `);
  const idOf = (entryId: EntryId) =>
    database.prepare(`SELECT id FROM ${table} WHERE entry_id = ?`).get(fromHex(entryId))?.id;

  return {
    add(entry, partition) {
      if (idOf(entry.entryId) !== undefined) return;
      const folded = fold(entry.name);
      const { lastInsertRowid } = database
        .prepare(`INSERT INTO ${table} (entry_id, partition, name, folded) VALUES (?, ?, ?, ?)`)
        .run(fromHex(entry.entryId), partition, entry.name, folded);
      database
        .prepare(`INSERT INTO ${table}_trigrams (rowid, folded) VALUES (?, ?)`)
        .run(lastInsertRowid, folded);
    },
    delete(entryId) {
      const id = idOf(entryId);
      if (id === undefined) return;
      database.prepare(`DELETE FROM ${table}_trigrams WHERE rowid = ?`).run(id);
      database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
    },
    search(search) {
      const { sql, values } = searchStatement(table, search);
      const rows = database.prepare(sql).all(...values);
      return rows.map((row) => toHex(row.entry_id as Uint8Array) as EntryId);
    },
    count: () => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n),
  };
}

type Value = string | number | Uint8Array;

function searchStatement(table: string, search: NameSearch): { sql: string; values: Value[] } {
  const { match, contains } = nameQuery(search.query);
  const from = conditions(search, match, table);
  const short = contains.map(() => 'instr(folded, ?) > 0').join(' AND ');
  // Without trigrams the scan reads names in order and stops after a bounded number of them.
  const scan = match ? '' : `LIMIT ${SCAN_NAMES_MAX}`;
  const inner = `SELECT name, entry_id, folded FROM ${table} ${from.sql} ORDER BY name, entry_id ${scan}`;
  const sql = `SELECT entry_id FROM (${inner}) ${short ? `WHERE ${short}` : ''} ORDER BY name, entry_id LIMIT ?`;
  return { sql, values: [...from.values, ...contains, search.limit] };
}

function conditions(
  search: NameSearch,
  match: string | null,
  table: string,
): { sql: string; values: Value[] } {
  const parts: string[] = [];
  const values: Value[] = [];
  if (match) {
    parts.push(`id IN (SELECT rowid FROM ${table}_trigrams WHERE folded MATCH ?)`);
    values.push(match);
  }
  if (search.partitions) {
    const mask = search.partitions.reduce((bits, partition) => bits | (1 << partition), 0);
    parts.push('(1 << partition) & ? <> 0');
    values.push(mask);
  }
  if (search.after) {
    parts.push('(name, entry_id) > (?, ?)');
    values.push(search.after.name, fromHex(search.after.entryId));
  }
  return { sql: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values };
}
