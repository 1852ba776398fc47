import { AcordeError } from '@acorde/protocol';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** A bad sector, or a checksum of the file system that does not hold. */
const UNREADABLE = new Set(['EIO', 'EBADMSG', 'EUCLEAN']);
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

/** Turns a failure of the disk or the database into DISK_FULL or INTERNAL; an AcordeError stays what it is. */
export function storageError(error: unknown): AcordeError {
  if (error instanceof AcordeError) return error;
  if (isFull(error)) return new AcordeError('DISK_FULL', 'the disk of this peer is full', { cause: error });
  return new AcordeError('INTERNAL', 'the storage of this peer failed', { cause: error });
}

/** Whether the database refused for want of space or by a fault of the disk, and not by a fault of the statement. */
export function isDatabaseDiskError(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE_FULL || code === SQLITE_IOERR;
}

/** Whether the disk says that what was written cannot be read back: it will not say otherwise later. */
export function isUnreadable(error: unknown): boolean {
  return UNREADABLE.has(codeOf(error));
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function isFull(error: unknown): boolean {
  return FULL.has(codeOf(error)) || primaryCode(error) === SQLITE_FULL;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

/** SQLite's primary result code is the low byte of the extended one. */
function primaryCode(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : 0;
  return typeof code === 'number' ? code & 0xff : 0;
}
