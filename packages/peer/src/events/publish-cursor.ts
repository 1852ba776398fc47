// How far the publisher is, kept on disk so that a restart goes on where the broker last confirmed. It is written a
// few times a second, not for each event: after a crash some events are sent twice, none is left out.
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { type EventPosition, samePosition } from './fact.ts';

export interface PublishCursor {
  /** Reads it from the disk; the place before the very first event when there is none. */
  load(): EventPosition;
  /** Keeps a later place; written soon. */
  move(position: EventPosition): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS event_cursors (
  name TEXT PRIMARY KEY, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL
);`;
const WRITE_INTERVAL_MS = 200;

export function createPublishCursor(parts: {
  database: Database;
  system: System;
  name: string;
}): PublishCursor {
  const { database, system, name } = parts;
  let current: EventPosition = { incarnation: 0, seq: 0 };
  let written = current;
  let planned = false;

  async function flush(): Promise<void> {
    if (samePosition(current, written)) return;
    const position = current;
    await database.commit(() => {
      database
        .prepare('INSERT OR REPLACE INTO event_cursors VALUES (?, ?, ?)')
        .run(name, position.incarnation, position.seq);
    });
    written = position;
  }

  return {
    load() {
      database.exec(SCHEMA);
      const row = database.prepare('SELECT incarnation, seq FROM event_cursors WHERE name = ?').get(name);
      current = { incarnation: Number(row?.incarnation ?? 0), seq: Number(row?.seq ?? 0) };
      written = current;
      return current;
    },
    move(position) {
      current = position;
      if (planned) return;
      planned = true;
      // A failed write is made up for by the next one: the cursor on disk is only older than it could be.
      system.schedule(WRITE_INTERVAL_MS, () => {
        planned = false;
        flush().catch(() => {});
      });
    },
    flush,
  };
}
