// The copies that this peer has. Implemented over the database and the folder `blobs/`.
import type { FileId } from '../records/record.ts';
import type { ChunkSet } from './chunk-set.ts';
import type { Content } from './content-hasher.ts';

/** One complete, verified copy. */
export interface Holding {
  readonly fileId: FileId;
  /** Bytes. */
  readonly size: number;
  /** Merkle root of the chunk digests, 32 bytes. */
  readonly root: Uint8Array;
  /** SHA-256 of the whole file, 32 bytes; empty while nobody here has computed it, which it never is for a file of one
   * chunk. */
  readonly sha256: Uint8Array;
  /** `inline`: in the database; `blob`: a file of its own; `shared`: in place, in a shared folder. */
  readonly place: 'inline' | 'blob' | 'shared';
  /** Unix milliseconds of the last time that this content was stored: storing it again renews it, so that whoever
   * collects what nobody needs sees that somebody has just asked for it. */
  readonly createTimeMs: number;
}

/** Bytes on their way in. Nothing is visible before `finish` resolves. */
export interface Upload {
  /** Appends bytes; resolves when there is room for more. The caller gives the buffer away. Errors: DISK_FULL. */
  write(data: Uint8Array): Promise<void>;
  /** Bytes so far. */
  readonly size: number;
  /** Chunks that are whole so far. */
  readonly chunkCount: number;
  /** Digest of a whole chunk, 32 bytes. */
  chunkDigest(index: number): Uint8Array;
  /** Closes the bytes and says what they amount to; nothing is durable yet. */
  seal(): Content;
  /** Seals, and resolves when the copy is durable. `expected` is checked first: CONTENT_CORRUPT when the id differs.
   * `alongside` runs inside the commit that makes a new copy visible, and not at all when there was one before. On any
   * error the upload is aborted: nothing is retried after a failed fsync. Errors: DISK_FULL, INTERNAL. */
  finish(expected?: FileId, alongside?: (holding: Holding) => void): Promise<Holding>;
  /** Removes what was written. Safe to call twice, and after `finish`, which it does not undo. */
  abort(): Promise<void>;
}

export interface Store {
  /** The copy of its own when there is one, else one in a shared folder. */
  get(fileId: FileId): Holding | null;
  list(): IterableIterator<Holding>;
  usage(): { files: number; bytes: number };
  /** `size` in bytes when known; with `whole` false the SHA-256 of a file of several chunks is not computed.
   * Errors: DISK_FULL, FILE_TOO_LARGE. */
  createUpload(size: number | undefined, whole?: boolean): Promise<Upload>;
  /** Bytes of a copy in pieces of at most a chunk, each checked against the digest of its chunk before it is handed
   * out; the pieces belong to the caller. Errors: FILE_NOT_FOUND, CONTENT_CORRUPT, RANGE_NOT_SATISFIABLE. A copy that
   * turns out to be wrong or missing is dropped. */
  read(
    fileId: FileId,
    offset: number,
    length: number,
    signal?: AbortSignal,
    options?: ReadOptions,
  ): AsyncIterable<Uint8Array>;
  /** Chunk digests, 32 bytes each. Errors: FILE_NOT_FOUND. */
  digests(fileId: FileId): Uint8Array;
  /** Forgets a copy and removes its bytes (never those of a shared folder). With `seen`, only while the copy has not
   * been stored again since it looked like that. */
  remove(fileId: FileId, seen?: Holding): Promise<void>;
}

export interface ReadOptions {
  /** For a caller that checks the chunks itself: a hash of them here would be one too many. A copy in a shared folder
   * is checked all the same. */
  readonly unchecked?: boolean;
}

/** What must be known of a file before its chunks are taken in; `root` and `digests` lead to the id. */
export interface PartialFile {
  readonly fileId: FileId;
  /** Bytes. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** 32 bytes for each chunk. */
  readonly digests: Uint8Array;
}

/** A copy on its way in, chunk by chunk, in any order. */
export interface PartialCopy {
  readonly fileId: FileId;
  /** Bytes. */
  readonly size: number;
  /** 32 bytes for each chunk. */
  readonly digests: Uint8Array;
  /** The chunks that are there. */
  readonly chunks: ChunkSet;
  /** Writes a chunk that the caller has verified, and is given. Errors: DISK_FULL, INTERNAL. */
  write(index: number, bytes: Uint8Array): Promise<void>;
  /** Makes what is there durable, and notes it. Errors: DISK_FULL, INTERNAL. */
  checkpoint(): Promise<void>;
  /** Makes a copy of it, when all chunks are there; see Upload.finish. The SHA-256 of the whole is not known then. */
  finish(alongside?: (holding: Holding) => void): Promise<Holding>;
  /** Lets it lie for another time. Safe to call twice, and after `finish`. */
  close(): Promise<void>;
  /** Removes it. */
  discard(): Promise<void>;
}

/** The copies that are not whole yet. */
export interface PartialCopies {
  /** Begins one, or goes on with one of before. One at a time for each file. Errors: DISK_FULL, INTERNAL. */
  open(file: PartialFile): Promise<PartialCopy>;
  /** The one that is open. */
  get(fileId: FileId): PartialCopy | null;
  /** Those on the disk, open or not. */
  list(): FileId[];
  /** Removes one that is not open. */
  remove(fileId: FileId): Promise<void>;
  /** Whole chunks that are there, each checked against its digest; null when the file has no open one. */
  read(
    fileId: FileId,
    first: number,
    count: number,
    signal: AbortSignal,
    options?: ReadOptions,
  ): AsyncIterable<Uint8Array> | null;
}

/** A file in a shared folder, as it was when it was hashed. */
export interface SharedCopy {
  /** Absolute path. */
  readonly path: string;
  readonly fileId: FileId;
  readonly size: number;
  readonly mtimeNs: bigint;
  /** The entry published for it; null when the file was shared under its name by other means. */
  readonly entryId: string | null;
  /** The file has changed since: it is no copy any more. */
  readonly stale: boolean;
  /** Its records have reached the ring. */
  readonly published: boolean;
}

/** The files served in place. They count as copies of the store, under `get`, `read` and `list`. */
export interface SharedCopies {
  /** Call inside `database.commit`; replaces what was known of the path. */
  put(copy: Omit<SharedCopy, 'stale' | 'published'>, content: Content): void;
  /** Call inside `database.commit`. */
  mark(path: string, state: 'stale' | 'published'): void;
  /** Call inside `database.commit`. */
  delete(path: string): void;
  byPath(path: string): SharedCopy | null;
  /** Those that are not stale. */
  byFile(fileId: FileId): SharedCopy[];
  /** All of them, sorted by path. */
  list(): IterableIterator<SharedCopy>;
}
