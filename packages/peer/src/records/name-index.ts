// Names in a full-text index of trigrams (FTS5), and beside it the folded names for words too short for trigrams.
// Names come in and go out folded, so the index itself compares bytes and both ways find the same.
import type { Database } from '../store/database.ts';
import { type EntryFilter, mediaTypePrefix } from './entry-filter.ts';
import { fold } from './fold.ts';
import { fromHex, toHex } from './hex.ts';
import { nameQuery } from './name-query.ts';
import type { Entry, EntryId } from './record.ts';

/** Names that one search without trigrams looks at. */
const SCAN_NAMES_MAX = 200_000;

export interface NameSearch {
  /** Only these partitions, 0 to 15; absent: all. */
  readonly partitions?: readonly number[] | undefined;
  readonly query: string;
  readonly limit: number;
  readonly after?: { readonly name: string; readonly entryId: EntryId } | undefined;
  readonly filter?: EntryFilter | undefined;
}

/** What the index keeps of an entry. */
export type IndexedEntry = Pick<Entry, 'entryId' | 'name' | 'size' | 'mediaType'>;

export interface NameIndex {
  /** Call inside `database.commit`. */
  add(entry: IndexedEntry, partition: number): void;
  /** Call inside `database.commit`. */
  delete(entryId: EntryId): void;
  /** Ids sorted by name, then entry id. Errors: INVALID_ARGUMENT. */
  search(search: NameSearch): EntryId[];
  count(): number;
}

/** `table` names the tables, so that one database has several indexes. Makes them when they are missing. `entryOf` finds
 * an indexed entry, for an index that an earlier version made without sizes and types. */
export function createNameIndex(
  database: Database,
  table: string,
  entryOf: (entryId: EntryId) => IndexedEntry | null,
): NameIndex {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      id INTEGER PRIMARY KEY, entry_id BLOB NOT NULL UNIQUE, partition INTEGER NOT NULL,
      name TEXT NOT NULL, folded TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS ${table}_by_name ON ${table} (name, entry_id);
    CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_trigrams
      USING fts5(folded, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
  `);
  addColumns(database, table, entryOf);
  const idOf = (entryId: EntryId) =>
    database.prepare(`SELECT id FROM ${table} WHERE entry_id = ?`).get(fromHex(entryId))?.id;

  return {
    add(entry, partition) {
      if (idOf(entry.entryId) !== undefined) return;
      const folded = fold(entry.name);
      const { lastInsertRowid } = database
        .prepare(
          `INSERT INTO ${table} (entry_id, partition, name, folded, size, media_type) VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(fromHex(entry.entryId), partition, entry.name, folded, entry.size, typeOf(entry));
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

/** The media type without its parameters. */
function typeOf({ mediaType }: IndexedEntry): string {
  return (mediaType.toLowerCase().split(';')[0] ?? '').trim();
}

function addColumns(
  database: Database,
  table: string,
  entryOf: (entryId: EntryId) => IndexedEntry | null,
): void {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  if (columns.some(({ name }) => name === 'media_type')) return;
  database.exec(`ALTER TABLE ${table} ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE ${table} ADD COLUMN media_type TEXT NOT NULL DEFAULT ''`);
  const update = database.prepare(`UPDATE ${table} SET size = ?, media_type = ? WHERE id = ?`);
  for (const { id, entry_id } of database.prepare(`SELECT id, entry_id FROM ${table}`).all()) {
    const entry = entryOf(toHex(entry_id as Uint8Array) as EntryId);
    if (entry) update.run(entry.size, typeOf(entry), id as number);
  }
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
  const { mediaType, sizeMin, sizeMax } = search.filter ?? {};
  if (mediaType !== undefined) {
    const prefix = mediaTypePrefix(mediaType);
    parts.push(prefix.endsWith('/') ? 'substr(media_type, 1, ?) = ?' : 'media_type = ?');
    values.push(...(prefix.endsWith('/') ? [prefix.length, prefix] : [prefix]));
  }
  if (sizeMin !== undefined || sizeMax !== undefined) {
    parts.push('size BETWEEN ? AND ?');
    values.push(sizeMin ?? 0, sizeMax ?? Number.MAX_SAFE_INTEGER);
  }
  if (search.after) {
    parts.push('(name, entry_id) > (?, ?)');
    values.push(search.after.name, fromHex(search.after.entryId));
  }
  return { sql: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values };
}
