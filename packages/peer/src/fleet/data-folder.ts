// The fleet's data folder: checked to be writable and held by one launcher at a time.
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import { makeFolder } from '../wiring/make-folder.ts';

/** The arguments of `npm start` and of `acorde fleet start`, as /proc shows them. */
const LAUNCHER = /fleet[\\/]main\.ts\0|\0fleet\0start\0/;

/** Creates and locks the folder; the result unlocks it. Errors: INVALID_ARGUMENT, BUSY. */
export function openDataFolder(data: string): () => void {
  try {
    makeFolder(join(data, 'logs'));
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

/** The launcher that holds the folder; null when there is none, or when it ended without saying so. */
function readHolder(path: string): number | null {
  if (!existsSync(path)) return null;
  const pid = Number(readFileSync(path, 'utf8'));
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid || !runs(pid)) return null;
  return isLauncher(pid) ? pid : null;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process runs too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A pid may have been given to another program since; where that cannot be seen, it counts as the launcher. */
function isLauncher(pid: number): boolean {
  try {
    return LAUNCHER.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return !existsSync('/proc/self');
  }
}
