// Making content durable: bytes, fsync, rename, fsync of the folder, row. The row is what makes a copy exist, so a
// crash at any point leaves no row without its bytes.
import type { Content } from './content-hasher.ts';
import type { Holding } from './store.ts';
import type { StoreParts } from './store-parts.ts';
import type { TempFile } from './temp-file.ts';

/** Runs inside the commit that makes a new copy visible. */
export type Alongside = (holding: Holding) => void;

/** Takes content in from memory. */
export function keepInline(
  parts: StoreParts,
  content: Content,
  bytes: Uint8Array,
  alongside?: Alongside,
): Promise<Holding> {
  return parts.lock.run(content.fileId, async () => {
    const before = parts.table.own(content.fileId);
    if (before) return renew(parts, before, bytes);
    return insert(parts, content, bytes, alongside);
  });
}

/** Takes content in from a temp file, which is renamed or removed. */
export async function keepBlob(
  parts: StoreParts,
  content: Content,
  temp: TempFile,
  alongside?: Alongside,
): Promise<Holding> {
  await temp.sync();
  return parts.lock.run(content.fileId, async () => {
    const before = parts.table.own(content.fileId);
    // The bytes of a copy that was there are replaced: they may have rotted, and the caller counts on what it has brought.
    if (before) {
      await parts.blobs.place(temp, content.fileId);
      return renew(parts, before, null);
    }
    try {
      await parts.blobs.place(temp, content.fileId);
      return await insert(parts, content, null, alongside);
    } catch (error) {
      // Without its row the file is nobody's. Should this fail too, the next start takes it up.
      await parts.blobs.remove(content.fileId).catch(() => undefined);
      throw error;
    }
  });
}

async function insert(
  parts: StoreParts,
  content: Content,
  bytes: Uint8Array | null,
  alongside?: Alongside,
): Promise<Holding> {
  const { fileId, size, root, sha256 } = content;
  const place = bytes ? 'inline' : 'blob';
  const holding: Holding = { fileId, size, root, sha256, place, createTimeMs: parts.system.nowMs() };
  await parts.database.commit(() => {
    parts.table.insert(holding, content, bytes);
    alongside?.(holding);
  });
  return holding;
}

/** Later by at least one millisecond, so that `remove` can tell that somebody has asked for the copy again. */
async function renew(parts: StoreParts, holding: Holding, bytes: Uint8Array | null): Promise<Holding> {
  const createTimeMs = Math.max(parts.system.nowMs(), holding.createTimeMs + 1);
  await parts.database.commit(() => parts.table.touch(holding.fileId, createTimeMs, bytes));
  return { ...holding, createTimeMs };
}
