import { CHUNK_BYTES } from '../store/chunk.ts';
import { type Content, createContentHasher } from '../store/content-hasher.ts';
import { realDisk } from '../store/disk.ts';
import type { FoundFile } from './scan-folder.ts';

/** What a file amounts to, or null when it is not the one that was found any more, or changes meanwhile. A megabyte at
 * a time, so that others get their turn. */
export async function hashFile(found: FoundFile, signal: AbortSignal): Promise<Content | null> {
  const file = await realDisk.open(found.path);
  const isSame = async () => {
    const { size, mtimeNs, isFile } = await file.stat();
    return isFile && size === found.size && mtimeNs === found.mtimeNs;
  };
  try {
    if (!(await isSame())) return null;
    const hasher = createContentHasher();
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, found.size));
    while (hasher.size < found.size && !signal.aborted) {
      const length = await file.read(buffer, hasher.size);
      if (length === 0) return null;
      hasher.update(buffer.subarray(0, length));
    }
    return hasher.size === found.size && (await isSame()) ? hasher.finish() : null;
  } finally {
    await file.close();
  }
}
