import type { Disk } from './disk.ts';
import type { CopySource } from './read-copy.ts';
import type { Holding, SharedCopy } from './store.ts';
import type { StoreParts } from './store-parts.ts';

/** An open copy; `shared` is the file in a shared folder that it is read from. */
export interface OpenCopy extends CopySource {
  readonly shared: SharedCopy | null;
}

/** Opens the bytes of a copy, wherever they are; null when they are not there any more. A shared file that has
 * changed since it was hashed is passed to `stale`. */
export async function openCopy(
  parts: StoreParts,
  holding: Holding,
  stale: (copy: SharedCopy) => Promise<void>,
): Promise<OpenCopy | null> {
  if (holding.place === 'inline') return inMemory(parts.table.bytes(holding.fileId));
  if (holding.place === 'blob') return onDisk(parts.disk, parts.blobs.path(holding.fileId), null);
  for (const copy of parts.shared.byFile(holding.fileId)) {
    const open = await onDisk(parts.disk, copy.path, copy).catch(() => null);
    if (open) return open;
    await stale(copy);
  }
  return null;
}

function inMemory(bytes: Uint8Array | null): OpenCopy | null {
  if (!bytes) return null;
  return {
    shared: null,
    async read(target, position) {
      target.set(bytes.subarray(position, position + target.length));
      return bytes.length >= position + target.length;
    },
    close: async () => undefined,
  };
}

async function onDisk(disk: Disk, path: string, shared: SharedCopy | null): Promise<OpenCopy | null> {
  const file = await disk.open(path);
  const { size, mtimeNs, isFile } = await file.stat();
  if (shared && !(isFile && size === shared.size && mtimeNs === shared.mtimeNs)) {
    await file.close();
    return null;
  }
  return {
    shared,
    read: async (target, position) => (await file.read(target, position)) === target.length,
    close: () => file.close(),
  };
}
