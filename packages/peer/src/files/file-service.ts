// What the edges (RPC, REST) may ask of the files. Wired in peer.ts.
import type { AcordeError } from '@acorde/protocol';
import type { EntryFilter } from '../records/entry-filter.ts';
import type { Entry, EntryId, FileId, PeerId } from '../records/record.ts';
import type { Limits } from './limits.ts';
import type { TransferView } from './ports.ts';

export interface PutOptions {
  readonly name: string;
  /** Guessed from the name when empty. */
  readonly mediaType?: string | undefined;
  /** Bytes to come, when known; another count is INVALID_ARGUMENT. */
  readonly size?: number | undefined;
  /** 64 hex digits, when known; another digest is INVALID_ARGUMENT. */
  readonly sha256?: string | undefined;
  /** Removes, after that, what this peer shared under the name before, other bytes than these. */
  readonly replace?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PutResult {
  readonly entry: Entry;
  /** False when this peer shared the same file under the same name before. */
  readonly created: boolean;
}

export interface FileStatus {
  readonly fileId: FileId;
  readonly size: number;
  /** 64 hex digits. */
  readonly root: string;
  /** Live entries, oldest first. */
  readonly entries: readonly Entry[];
  /** Peers that answer and have a copy. */
  readonly holders: readonly HolderStatus[];
  /** Peers that have a copy and do not answer. */
  readonly unreachable: readonly HolderStatus[];
  readonly replicasWanted: number;
  readonly fullyReplicated: boolean;
}

export interface HolderStatus {
  readonly peerId: PeerId;
  readonly complete: boolean;
  readonly shared: boolean;
  /** This peer got wrong bytes of the file from it lately. */
  readonly rejected?: boolean;
}

export interface Download {
  readonly status: FileStatus;
  /** The verified bytes asked for, in order. Ends with an AcordeError when no holder has right bytes. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Takes back a piece that has been sent, so that its memory is used again. */
  readonly giveBack?: ((piece: Uint8Array) => void) | undefined;
}

export interface Query {
  readonly query: string;
  readonly scope: 'peer' | 'fleet';
  /** With scope `peer`: which peer; absent: this one. */
  readonly peerId?: PeerId | undefined;
  /** 1 to 1000. */
  readonly pageSize: number;
  readonly pageToken?: string | undefined;
  /** Only entries of a media type or size. */
  readonly filter?: EntryFilter | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface QueryPage {
  /** Sorted by name, then entry id. */
  readonly entries: readonly Entry[];
  readonly nextPageToken: string;
  readonly partitionsAnswered: number;
  readonly partitionsTotal: number;
}

/** A small file to store. */
export interface BatchPut extends PutOptions {
  /** All of it, at most 64 KiB. */
  readonly data: Uint8Array;
}

/** What became of one file of a batch. */
export type BatchResult = { readonly result: PutResult } | { readonly error: AcordeError };

/** One file of a batch, verified, or why it is not there. */
export type BatchFile =
  | { readonly fileId: FileId; readonly data: Uint8Array }
  | { readonly fileId: FileId; readonly error: AcordeError };

/** Many small files at once. */
export interface FileBatches {
  /** Stores files; each result is that of a put alone, in the same order. At most 256 files, and 1 MiB of bytes.
   * Errors: INVALID_ARGUMENT, QUORUM_FAILED, OVERLOADED. */
  put(files: readonly BatchPut[], signal?: AbortSignal): Promise<BatchResult[]>;
  /** At most 1000 files, in the order asked for. Errors: INVALID_ARGUMENT, OVERLOADED, CANCELLED. */
  get(fileIds: readonly FileId[], signal?: AbortSignal): AsyncIterable<BatchFile>;
}

export interface FileService {
  /** Stores bytes under a name; resolves when w peers hold bytes and records durably.
   * Errors: INVALID_ARGUMENT, FILE_TOO_LARGE, QUORUM_FAILED, DISK_FULL, NOT_JOINED. */
  put(bytes: AsyncIterable<Uint8Array>, options: PutOptions): Promise<PutResult>;
  /** Opens a file, or `length` bytes of it from `offset`. Errors: FILE_NOT_FOUND, RANGE_NOT_SATISFIABLE, PEER_UNREACHABLE. */
  get(
    fileId: FileId,
    range?: { offset: number; length?: number | undefined },
    signal?: AbortSignal,
  ): Promise<Download>;
  /** Errors: FILE_NOT_FOUND. */
  stat(fileId: FileId, signal?: AbortSignal): Promise<FileStatus>;
  /** All chunk digests, verified against the file id; 32 bytes each. Errors: FILE_NOT_FOUND. */
  digests(fileId: FileId, signal?: AbortSignal): Promise<Uint8Array>;
  /** Gives a file that is shared somewhere replicas: resolves when this peer and others, w in all, have copies of their
   * own and this one shares it under `name` (that of an entry it has, unless given). Returns the entry that was there when
   * this peer shares it so already. Errors: FILE_NOT_FOUND, PEER_UNREACHABLE, DISK_FULL, QUORUM_FAILED, INVALID_ARGUMENT. */
  pin(
    fileId: FileId,
    options?: { name?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<PutResult>;
  query(query: Query): Promise<QueryPage>;
  entry(entryId: EntryId, signal?: AbortSignal): Promise<Entry>;
  /** Shares a file under another name in the place of an entry; returns the new entry, of this peer. Errors:
   * INVALID_ARGUMENT, FILE_NOT_FOUND, FORBIDDEN, QUORUM_FAILED. */
  renameEntry(entryId: EntryId, name: string, signal?: AbortSignal): Promise<Entry>;
  /** Removes an entry; returns it. Errors: FILE_NOT_FOUND, FORBIDDEN, QUORUM_FAILED. */
  removeEntry(entryId: EntryId, signal?: AbortSignal): Promise<Entry>;
  /** Removes all entries of a file that this peer may remove. Errors as removeEntry. */
  removeFile(fileId: FileId, signal?: AbortSignal): Promise<readonly Entry[]>;
  transfers(): readonly TransferView[];
  /** Errors: FILE_NOT_FOUND when no running transfer has that id. */
  cancelTransfer(transferId: string): void;
  /** Lets a running transfer wait until it is resumed. Errors: FILE_NOT_FOUND, INVALID_ARGUMENT for a copy that another
   * peer sends, BUSY when too many of its kind are paused. */
  pauseTransfer(transferId: string): void;
  /** Errors: FILE_NOT_FOUND. */
  resumeTransfer(transferId: string): void;
  readonly limits: Pick<Limits, 'values' | 'set'>;
}
