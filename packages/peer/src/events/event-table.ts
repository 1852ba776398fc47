// The SQL of the event log. One row per fact, and one row that says where the log stands and how many bytes it has;
// both change in the transaction of the fact, so a change that is rolled back leaves no hole in the numbers.
import type { Database } from '../store/database.ts';
import type { EventPosition } from './fact.ts';

export interface EventRow {
  readonly incarnation: number;
  readonly seq: number;
  /** When it happened, Unix milliseconds. */
  readonly timeMs: number;
  readonly body: Uint8Array;
}

export interface EventTable {
  createTables(): void;
  /** Where the log stands; null before the very first event. */
  position(): EventPosition | null;
  /** Begins an incarnation. Inside a commit. */
  begin(incarnation: number): void;
  /** Inside a commit. */
  insert(position: EventPosition, timeMs: number, body: Uint8Array): void;
  /** Oldest first, at most `limit`. */
  after(position: EventPosition, limit: number): EventRow[];
  /** The last event older than a time; null when none is kept. */
  lastBefore(timeMs: number): EventPosition | null;
  /** Removes the oldest rows that are older than `oldestMs` or beyond `bytesMax`, never the newest. Inside a commit. */
  trim(oldestMs: number, bytesMax: number): number;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, time_ms INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (incarnation, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event_log (
  one INTEGER PRIMARY KEY CHECK (one = 1), incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, bytes INTEGER NOT NULL
);`;

/** Rows looked at in one trim, so that it never holds a commit up for long. */
const TRIM_ROWS_MAX = 1024;

export function createEventTable(database: Database): EventTable {
  const run = (sql: string, ...values: (number | Uint8Array)[]) => database.prepare(sql).run(...values);

  function position(): EventPosition | null {
    const row = database.prepare('SELECT incarnation, seq FROM event_log').get();
    return row ? { incarnation: Number(row.incarnation), seq: Number(row.seq) } : null;
  }

  function trim(oldestMs: number, bytesMax: number): number {
    const log = database.prepare('SELECT incarnation, seq, bytes FROM event_log').get();
    if (!log) return 0;
    let bytes = Number(log.bytes);
    let last: EventPosition | null = null;
    let count = 0;
    const oldest =
      'SELECT incarnation, seq, time_ms, length(body) AS size FROM events ORDER BY incarnation, seq LIMIT ?';
    for (const row of database.prepare(oldest).all(TRIM_ROWS_MAX)) {
      const newest = row.incarnation === log.incarnation && row.seq === log.seq;
      if (newest || (Number(row.time_ms) >= oldestMs && bytes <= bytesMax)) break;
      bytes -= Number(row.size);
      last = { incarnation: Number(row.incarnation), seq: Number(row.seq) };
      count += 1;
    }
    if (!last) return 0;
    run('DELETE FROM events WHERE (incarnation, seq) <= (?, ?)', last.incarnation, last.seq);
    run('UPDATE event_log SET bytes = ?', bytes);
    return count;
  }

  return {
    createTables: () => database.exec(SCHEMA),
    position,
    begin(incarnation) {
      run(
        `INSERT INTO event_log VALUES (1, ?, 0, 0)
         ON CONFLICT (one) DO UPDATE SET incarnation = excluded.incarnation, seq = 0`,
        incarnation,
      );
    },
    insert({ incarnation, seq }, timeMs, body) {
      run('INSERT INTO events VALUES (?, ?, ?, ?)', incarnation, seq, timeMs, body);
      run('UPDATE event_log SET seq = ?, bytes = bytes + ?', seq, body.length);
    },
    after({ incarnation, seq }, limit) {
      const sql =
        'SELECT incarnation, seq, time_ms, body FROM events WHERE (incarnation, seq) > (?, ?) ORDER BY incarnation, seq LIMIT ?';
      return database.prepare(sql).all(incarnation, seq, limit).map(toRow);
    },
    lastBefore(timeMs) {
      // From the newest backwards: a reader wants minutes of a log of a day.
      const sql =
        'SELECT incarnation, seq FROM events WHERE time_ms < ? ORDER BY incarnation DESC, seq DESC LIMIT 1';
      const row = database.prepare(sql).get(timeMs);
      return row ? { incarnation: Number(row.incarnation), seq: Number(row.seq) } : null;
    },
    trim,
  };
}

function toRow(row: Record<string, unknown>): EventRow {
  return {
    incarnation: Number(row.incarnation),
    seq: Number(row.seq),
    timeMs: Number(row.time_ms),
    body: row.body as Uint8Array,
  };
}
