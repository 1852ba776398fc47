// The folder of large copies: blobs/<file id>, filled by way of tmp/<uuid>. A rename within one file system is atomic,
// so a file under blobs/ is whole, whatever the moment at which the process died.
import { join } from 'node:path';
import type { FileId } from '../records/record.ts';
import type { System } from '../system.ts';
import type { Disk } from './disk.ts';
import { createTempFile, type TempFile } from './temp-file.ts';

/** Bytes that are kept aside. Beyond them a wrong copy is removed: it must not take the room of right ones. */
export const QUARANTINE_BYTES_MAX = 1024 ** 3;
const ID = /^[0-9a-f]{64}$/;

export interface BlobFolder {
  path(fileId: FileId): string;
  /** `written` gets each piece when it is not needed any more. */
  createTemp(written?: (piece: Uint8Array) => void): Promise<TempFile>;
  /** Moves a synced temp file into place and makes the move durable. */
  place(temp: TempFile, fileId: FileId): Promise<void>;
  remove(fileId: FileId): Promise<void>;
  /** Puts a copy that turned out to be wrong aside, where nothing reads it; most of its bytes may still be right. */
  quarantine(fileId: FileId): Promise<void>;
  freeBytes(): Promise<number>;
  /** Creates the folders, removes what is left in tmp/, and lists the copies with their size in bytes. */
  sweep(): Promise<Map<FileId, number>>;
}

export function createBlobFolder(
  disk: Disk,
  system: System,
  folder: string,
  quarantineBytesMax = QUARANTINE_BYTES_MAX,
): BlobFolder {
  const tmp = join(folder, 'tmp');
  const blobs = join(folder, 'blobs');
  const aside = join(folder, 'quarantine');
  const path = (fileId: FileId) => join(blobs, fileId);
  return {
    path,
    createTemp: (written) => createTempFile(disk, join(tmp, system.uuid()), written),
    async place(temp, fileId) {
      await disk.rename(temp.path, path(fileId));
      await disk.syncFolder(blobs);
    },
    remove: (fileId) => disk.remove(path(fileId)),
    async quarantine(fileId) {
      const kept = [...(await disk.list(aside)).values()].reduce((sum, size) => sum + size, 0);
      const size = await sizeOf(disk, path(fileId));
      if (kept + size > quarantineBytesMax) await disk.remove(path(fileId));
      else await disk.rename(path(fileId), join(aside, fileId));
    },
    freeBytes: () => disk.freeBytes(blobs),
    async sweep() {
      for (const name of (await disk.list(tmp)).keys()) await disk.remove(join(tmp, name));
      await disk.list(aside);
      const copies = new Map<FileId, number>();
      for (const [name, size] of await disk.list(blobs)) if (ID.test(name)) copies.set(name as FileId, size);
      return copies;
    },
  };
}

async function sizeOf(disk: Disk, path: string): Promise<number> {
  const file = await disk.open(path);
  return (await file.stat().finally(() => file.close())).size;
}
