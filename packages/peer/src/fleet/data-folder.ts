// The fleet's data folder: checked to be writable and held by one launcher at a time.
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';

/** Creates and locks the folder; the result unlocks it. Errors: INVALID_ARGUMENT, BUSY. */
export function openDataFolder(data: string): () => void {
  try {
    mkdirSync(join(data, 'logs'), { recursive: true, mode: 0o700 });
    accessSync(data, constants.W_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `Cannot write to ${data} (${reason}). Choose another folder with --data.`,
      {
        cause: error,
      },
    );
  }
  return lock(data);
}

/** Errors: INVALID_ARGUMENT. */
export function checkShareFolder(share: string): void {
  try {
    accessSync(share, constants.R_OK);
    if (statSync(share).isDirectory()) return;
  } catch (error) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `Cannot read the folder ${share}. Give an existing one with --share.`,
      {
        cause: error,
      },
    );
  }
  throw new AcordeError('INVALID_ARGUMENT', `${share} is not a folder. Give one with --share.`);
}

function lock(data: string): () => void {
  const path = join(data, 'launcher.pid');
  const holder = readHolder(path);
  if (holder !== null) {
    throw new AcordeError(
      'BUSY',
      `A fleet already runs on ${data} (process ${holder}). Stop it, or choose another folder with --data.`,
    );
  }
  writeFileSync(path, `${process.pid}\n`);
  return () => rmSync(path, { force: true });
}

function readHolder(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    process.kill(pid, 0);
    // A pid may have been given to another program since; only a launcher counts.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('fleet') ? pid : null;
  } catch {
    return null;
  }
}
