// Bytes on their way into the store. Content of up to 64 KiB waits in memory and goes into the database with a group
// commit; anything longer goes to a file in tmp/ while it arrives, and is renamed into place when it is whole.
import { AcordeError } from '@acorde/protocol';
import type { FileId } from '../records/record.ts';
import { FILE_BYTES_MAX } from './chunk.ts';
import { type Content, createContentHasher } from './content-hasher.ts';
import type { Claim } from './room.ts';
import { storageError } from './storage-error.ts';
import type { Holding, Upload } from './store.ts';
import type { TempFile } from './temp-file.ts';

/** Content up to this size lives in the database. */
export const INLINE_BYTES_MAX = 64 * 1024;

export interface UploadDeps {
  /** The room that the upload takes; let go of when it ends. */
  readonly claim: Claim;
  /** See Store.createUpload. */
  readonly whole?: boolean | undefined;
  createTemp(): Promise<TempFile>;
  /** Makes content durable, from the pieces in memory or from the temp file, whichever there is. */
  keep(
    content: Content,
    bytes: Uint8Array | TempFile,
    alongside?: (holding: Holding) => void,
  ): Promise<Holding>;
}

export function createUpload(deps: UploadDeps): Upload {
  const hasher = createContentHasher(deps.whole);
  let pieces: Uint8Array[] = [];
  let temp: TempFile | null = null;
  let content: Content | null = null;
  let ended = false;

  async function append(data: Uint8Array): Promise<void> {
    if (temp) return temp.write(data);
    pieces.push(data);
    if (hasher.size <= INLINE_BYTES_MAX) return;
    const spilled = pieces;
    pieces = [];
    temp = await deps.createTemp();
    for (const piece of spilled) await temp.write(piece);
  }

  async function abort(): Promise<void> {
    ended = true;
    deps.claim.release();
    pieces = [];
    const abandoned = temp;
    temp = null;
    await abandoned?.discard();
  }

  /** Any failure ends the upload: what has been written is not to be trusted. */
  async function orAbort<T>(work: () => Promise<T>): Promise<T> {
    if (ended) throw new AcordeError('CANCELLED', 'the upload has ended');
    try {
      return await work();
    } catch (error) {
      await abort();
      throw storageError(error);
    }
  }

  function seal(): Content {
    content ??= hasher.finish();
    return content;
  }

  return {
    get size() {
      return hasher.size;
    },
    get chunkCount() {
      return hasher.chunkCount;
    },
    chunkDigest: (index) => hasher.chunkDigest(index),
    write: (data) =>
      orAbort(async () => {
        if (content) throw new AcordeError('INTERNAL', 'bytes after the end of an upload');
        if (hasher.size + data.length > FILE_BYTES_MAX) throw tooLarge();
        deps.claim.grow(hasher.size + data.length);
        hasher.update(data);
        await append(data);
      }),
    seal,
    finish: (expected, alongside) =>
      orAbort(async () => {
        const sealed = seal();
        if (expected !== undefined && expected !== sealed.fileId) throw wrongContent(expected);
        const bytes = temp ?? Buffer.concat(pieces);
        // From here on the temp file is the store's, which renames or removes it.
        const holding = await deps.keep(sealed, bytes, alongside);
        ended = true;
        temp = null;
        pieces = [];
        deps.claim.release();
        return holding;
      }),
    abort,
  };
}

export function tooLarge(): AcordeError {
  return new AcordeError('FILE_TOO_LARGE', `a file may have at most ${FILE_BYTES_MAX} bytes (1 TiB)`);
}

function wrongContent(expected: FileId): AcordeError {
  return new AcordeError('CONTENT_CORRUPT', `the bytes are not those of file ${expected}`);
}
