// What a crash, or a hand in the data folder, can leave: a row whose file is gone, and a file without a row. The first
// is a lost copy. The second is hashed and taken up again: it may be all that is left of something acknowledged.
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES } from './chunk.ts';
import { type Content, createContentHasher } from './content-hasher.ts';
import type { Disk } from './disk.ts';
import type { StoreParts } from './store-parts.ts';

/** Sweeps temps and makes the table and the folder agree. */
export async function recoverBlobs(parts: StoreParts): Promise<void> {
  const { table, database, blobs, log, losses } = parts;
  const files = await blobs.sweep();
  for (const holding of table.list()) {
    if (holding.place !== 'blob') continue;
    const size = files.get(holding.fileId);
    files.delete(holding.fileId);
    if (size === holding.size) continue;
    log.warn(
      { fileId: holding.fileId, size, expected: holding.size },
      'a copy is lost: its file is gone or cut',
    );
    await database.commit(() => table.delete(holding.fileId));
    if (size !== undefined) await blobs.quarantine(holding.fileId);
    losses.report(holding);
  }
  for (const fileId of files.keys()) await takeUp(parts, fileId);
}

async function takeUp(parts: StoreParts, fileId: FileId): Promise<void> {
  const content = await hashFile(parts.disk, parts.blobs.path(fileId));
  if (content.fileId !== fileId) {
    parts.log.warn({ fileId }, 'a file without a row does not match its name and is put aside');
    return parts.blobs.quarantine(fileId);
  }
  parts.log.warn({ fileId, size: content.size }, 'a file without a row is taken up as a copy');
  const { size, root, sha256 } = content;
  const holding = { fileId, size, root, sha256, place: 'blob', createTimeMs: parts.system.nowMs() } as const;
  await parts.database.commit(() => parts.table.insert(holding, content, null));
}

async function hashFile(disk: Disk, path: string): Promise<Content> {
  const file = await disk.open(path);
  try {
    const hasher = createContentHasher();
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const length = await file.read(buffer, hasher.size);
      hasher.update(buffer.subarray(0, length));
      if (length < buffer.length) return hasher.finish();
    }
  } finally {
    await file.close();
  }
}
