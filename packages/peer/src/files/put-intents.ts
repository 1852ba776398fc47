// Entries that are being published and not acknowledged yet. A put writes its intent before the first record leaves
// this peer, and takes it back with the commit that acknowledges. What is left here after a failure or a crash may be
// known to some peers and was never promised to anybody: it is retracted with a tombstone, until that succeeds.
import type { Entry, EntryId } from '../records/record.ts';
import { delay } from '../system.ts';
import type { FileDeps } from './file-deps.ts';

const RETRY_MS = 10_000;

export interface PutIntents {
  /** Call inside `database.commit`. */
  add(entry: Entry): void;
  /** Call inside `database.commit`. */
  delete(entryId: EntryId): void;
  /** Retracts an entry whose put has failed; goes on in the background until it has. */
  retract(entry: Entry): void;
  /** Makes the table, and retracts what an earlier run left. */
  start(): void;
  stop(): Promise<void>;
}

export function createPutIntents(deps: FileDeps): PutIntents {
  const { database, records, system, log } = deps;
  const stopping = new AbortController();
  const failed = new Map<EntryId, Entry>();
  let running: Promise<void> | null = null;

  async function retractOne(entry: Entry): Promise<void> {
    await records.remove(entry, stopping.signal);
    await database.commit(() => deleteRow(entry.entryId));
  }

  async function run(): Promise<void> {
    while (failed.size > 0 && !stopping.signal.aborted) {
      for (const [entryId, entry] of failed) {
        try {
          await retractOne(entry);
          failed.delete(entryId);
        } catch (error) {
          log.warn({ entryId, error }, 'an entry that was never acknowledged is not retracted yet');
        }
      }
      if (failed.size > 0) await delay(system, RETRY_MS, stopping.signal);
    }
    running = null;
  }

  function deleteRow(entryId: EntryId): void {
    database.prepare('DELETE FROM put_intents WHERE entry_id = ?').run(entryId);
  }

  function retract(entry: Entry): void {
    failed.set(entry.entryId, entry);
    running ??= run();
  }

  return {
    add(entry) {
      database
        .prepare('INSERT OR REPLACE INTO put_intents VALUES (?, ?)')
        .run(entry.entryId, JSON.stringify(entry));
    },
    delete: deleteRow,
    retract,
    start() {
      database.exec(
        'CREATE TABLE IF NOT EXISTS put_intents (entry_id TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT',
      );
      for (const row of database.prepare('SELECT entry FROM put_intents').all()) {
        retract(JSON.parse(row.entry as string) as Entry);
      }
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
