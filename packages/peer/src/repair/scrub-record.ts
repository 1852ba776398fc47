import type { Database } from '../store/database.ts';

/** How far the scrub is. Times are Unix milliseconds, 0 for never. */
export interface ScrubProgress {
  /** The last copy checked in the pass under way; null between passes. */
  readonly cursor: string | null;
  /** Of the last pass, or of the one under way. */
  readonly startMs: number;
  readonly checkedFiles: number;
  readonly checkedBytes: number;
  /** Copies that did not verify. */
  readonly lostFiles: number;
  /** When the last pass ended. */
  readonly endMs: number;
  /** Whole passes. */
  readonly passes: number;
  /** Copies that did not verify, of all passes. */
  readonly lostFilesEver: number;
}

const NEVER: ScrubProgress = {
  cursor: null,
  startMs: 0,
  checkedFiles: 0,
  checkedBytes: 0,
  lostFiles: 0,
  endMs: 0,
  passes: 0,
  lostFilesEver: 0,
};

export interface ScrubRecord {
  load(): ScrubProgress;
  save(progress: ScrubProgress): Promise<void>;
}

/** One row on disk, as JSON. Makes its table when it is missing. */
export function createScrubRecord(database: Database): ScrubRecord {
  database.exec(
    'CREATE TABLE IF NOT EXISTS scrub (id INTEGER PRIMARY KEY CHECK (id = 1), progress TEXT NOT NULL) STRICT',
  );
  return {
    load() {
      const row = database.prepare('SELECT progress FROM scrub').get();
      return row ? { ...NEVER, ...(JSON.parse(row.progress as string) as ScrubProgress) } : NEVER;
    },
    async save(progress) {
      const text = JSON.stringify(progress);
      await database.commit(() => database.prepare('INSERT OR REPLACE INTO scrub VALUES (1, ?)').run(text));
    },
  };
}
