// The copies that this peer has. Implemented over the database and the folder `blobs/`.
import type { FileId } from '../records/record.ts';

/** One complete, verified copy. */
export interface Holding {
  readonly fileId: FileId;
  /** Bytes. */
  readonly size: number;
  /** Merkle root of the chunk digests, 32 bytes. */
  readonly root: Uint8Array;
  /** SHA-256 of the whole file, 32 bytes. */
  readonly sha256: Uint8Array;
  /** `inline`: in the database; `blob`: a file of its own; `shared`: in place, in a shared folder. */
  readonly place: 'inline' | 'blob' | 'shared';
  /** Unix milliseconds. */
  readonly createTimeMs: number;
}

/** Bytes on their way in. Nothing is visible before `finish` resolves. */
export interface Upload {
  /** Appends bytes; resolves when there is room for more. The caller gives the buffer away. */
  write(data: Uint8Array): Promise<void>;
  /** Digests of the chunks that are whole so far, in order. */
  readonly chunkDigests: readonly Uint8Array[];
  /** Resolves when the copy is durable. `expected` is checked first: CONTENT_CORRUPT when the id differs. */
  finish(expected?: FileId): Promise<Holding>;
  /** Removes what was written. Safe to call twice. */
  abort(): Promise<void>;
}

export interface Store {
  get(fileId: FileId): Holding | null;
  list(): IterableIterator<Holding>;
  usage(): { files: number; bytes: number };
  /** `size` in bytes when known. Errors: DISK_FULL. */
  createUpload(size: number | undefined): Promise<Upload>;
  /** Bytes of a copy, checked chunk by chunk against its digests. Errors: FILE_NOT_FOUND, CONTENT_CORRUPT. */
  read(fileId: FileId, offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Chunk digests, 32 bytes each. Errors: FILE_NOT_FOUND. */
  digests(fileId: FileId): Uint8Array;
  /** Forgets a copy and removes its bytes (never those of a shared folder). */
  remove(fileId: FileId): Promise<void>;
}
