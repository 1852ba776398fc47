// One process to a peer's folder: two would be one identity in two places, and would write over each other. The lock is
// SQLite's own on an empty database, so the operating system frees it however the process ends.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AcordeError } from '@acorde/protocol';

/** A peer that was told to stop may still be at it. */
const WAIT_MS_MAX = 5_000;
const SQLITE_BUSY = 5;

/** Takes the folder, which must exist; the result gives it back, and may be called twice. Errors: BUSY. */
export function lockFolder(folder: string, waitMs = WAIT_MS_MAX): () => void {
  const db = new DatabaseSync(join(folder, 'lock.db'), { timeout: waitMs });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new AcordeError(
      'BUSY',
      `Another peer runs on ${folder}. Stop it, or choose another folder with --directory.`,
      { cause: error },
    );
  }
  return () => {
    if (db.isOpen) db.close();
  };
}
