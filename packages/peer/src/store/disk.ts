// The few things that the store asks of the file system, as a port, so that tests can hand in a disk that fails.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';

export interface DiskFile {
  /** Writes all of them at the end, in order. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  /** Writes all of them from `position`. */
  writeAt(data: Uint8Array, position: number): Promise<void>;
  /** Fills `target` from `position`; resolves with the bytes read, fewer only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Size in bytes and modification time in nanoseconds. */
  stat(): Promise<FileStat>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileStat {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly isFile: boolean;
}

export interface Disk {
  /** Creates a file that must not exist yet. */
  create(path: string): Promise<DiskFile>;
  /** Opens for reading and writing anywhere; creates it when it is missing. */
  modify(path: string): Promise<DiskFile>;
  /** Opens for reading. A symbolic link is not followed, and a pipe does not block. */
  open(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the entries of a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Names of the files in a folder with their size, which is created when missing. */
  list(path: string): Promise<Map<string, number>>;
  /** Bytes that this process may still write there. */
  freeBytes(path: string): Promise<number>;
}

export const realDisk: Disk = {
  create: async (path) => diskFile(await open(path, 'wx', 0o600)),
  modify: async (path) =>
    diskFile(await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)),
  open: async (path) =>
    diskFile(await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)),
  rename,
  remove: unlink,
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async list(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const sizes = new Map<string, number>();
    for (const name of await readdir(path)) sizes.set(name, (await stat(`${path}/${name}`)).size);
    return sizes;
  },
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

function diskFile(handle: FileHandle): DiskFile {
  return {
    append: (parts) => appendAll(handle, parts),
    writeAt: (data, position) => writeFully(handle, data, position),
    read: (target, position) => readFully(handle, target, position),
    async stat() {
      const stats = await handle.stat({ bigint: true });
      return { size: Number(stats.size), mtimeNs: stats.mtimeNs, isFile: stats.isFile() };
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function appendAll(handle: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const { bytesWritten } = await handle.writev(parts as Uint8Array[]);
  // A disk that fills up takes a part; asking again for the rest brings the error that says why.
  let skip = bytesWritten;
  for (const part of parts) {
    let at = Math.min(skip, part.length);
    skip -= at;
    while (at < part.length) {
      const written = (await handle.write(part, at)).bytesWritten;
      if (written === 0) throw new Error('the disk took no bytes');
      at += written;
    }
  }
}

async function writeFully(handle: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < data.length; ) {
    const { bytesWritten } = await handle.write(data, at, data.length - at, position + at);
    if (bytesWritten === 0) throw new Error('the disk took no bytes');
    at += bytesWritten;
  }
}

async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
