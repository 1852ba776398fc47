// A disk in memory that forgets at a crash what was not synced: the bytes of a file after its last sync, and names since
// the last sync of their folder. Each life of a peer has a disk of its own, so that what an ended life still does in its
// memory reaches nobody.
import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '../../src/store/disk.ts';

interface Content {
  bytes: Uint8Array;
  synced: Uint8Array;
}

const FREE_BYTES = 1e12;

export class VirtualDisk implements Disk {
  readonly #syncDelay: () => Promise<void>;
  readonly #live: Map<string, Content>;
  readonly #durable: Map<string, Content>;

  /** `syncDelay` is what a sync takes. */
  constructor(syncDelay: () => Promise<void>, durable: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#syncDelay = syncDelay;
    this.#durable = new Map([...durable].map(([path, bytes]) => [path, { bytes, synced: bytes }]));
    this.#live = new Map(this.#durable);
  }

  /** What a crash at this moment leaves. */
  left(): Map<string, Uint8Array> {
    return new Map([...this.#durable].map(([path, { synced }]) => [path, synced]));
  }

  async create(path: string): Promise<DiskFile> {
    if (this.#live.has(path)) throw failure('EEXIST', path);
    return this.#fileAt(path);
  }

  async modify(path: string): Promise<DiskFile> {
    return this.#fileAt(path);
  }

  async open(path: string): Promise<DiskFile> {
    if (!this.#live.has(path)) throw failure('ENOENT', path);
    return this.#fileAt(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.#live.get(from);
    if (content === undefined) throw failure('ENOENT', from);
    this.#live.delete(from);
    this.#live.set(to, content);
  }

  async remove(path: string): Promise<void> {
    if (!this.#live.delete(path)) throw failure('ENOENT', path);
  }

  async syncFolder(folder: string): Promise<void> {
    const names = [...this.#live].filter(([path]) => dirname(path) === folder);
    await this.#syncDelay();
    for (const path of [...this.#durable.keys()]) if (dirname(path) === folder) this.#durable.delete(path);
    for (const [path, content] of names) this.#durable.set(path, content);
  }

  async list(folder: string): Promise<Map<string, number>> {
    const here = [...this.#live].filter(([path]) => dirname(path) === folder);
    return new Map(here.map(([path, { bytes }]) => [basename(path), bytes.length]));
  }

  async freeBytes(): Promise<number> {
    return FREE_BYTES;
  }

  #fileAt(path: string): DiskFile {
    const content = this.#live.get(path) ?? { bytes: new Uint8Array(0), synced: new Uint8Array(0) };
    this.#live.set(path, content);
    return virtualFile(content, this.#syncDelay);
  }
}

function virtualFile(content: Content, syncDelay: () => Promise<void>): DiskFile {
  return {
    async append(parts) {
      content.bytes = Buffer.concat([content.bytes, ...parts]);
    },
    async writeAt(data, position) {
      const bytes = Buffer.alloc(Math.max(content.bytes.length, position + data.length));
      bytes.set(content.bytes);
      bytes.set(data, position);
      content.bytes = bytes;
    },
    async read(target, position) {
      const part = content.bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    stat: async () => ({ size: content.bytes.length, mtimeNs: 0n, isFile: true }),
    async sync() {
      const { bytes } = content;
      await syncDelay();
      content.synced = Uint8Array.from(bytes);
    },
    close: async () => undefined,
  };
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
