// Reading a copy back. A chunk is hashed as a whole before any of it is handed out, unless the caller does that itself.
// While the caller works on one the next is read from the disk, where there is room to; so a read holds two chunks at
// most, whatever the length of the file.
import { createHash } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import { CHUNK_BYTES, chunkLength, DIGEST_BYTES } from './chunk.ts';
import type { ReadGate } from './read-gate.ts';
import type { Holding } from './store.ts';

/** Where the bytes of a copy come from. */
export interface CopySource {
  /** Fills the buffer from a position; false when there are not as many bytes. */
  read(target: Uint8Array, position: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A range of a copy, inside it; `digests` are those of the chunks that the range touches. */
export interface CopyRange {
  readonly holding: Pick<Holding, 'fileId' | 'size'>;
  readonly offset: number;
  readonly length: number;
  readonly digests: Uint8Array;
  /** Whether the caller checks the chunks itself. */
  readonly unchecked: boolean;
  /** Bounds how much is read at once. */
  readonly reads: ReadGate;
  /** Makes the buffers. */
  readonly take: (length: number) => Buffer;
}

/** Yields the range chunk by chunk, the first and the last cut. Errors: CONTENT_CORRUPT, CANCELLED, those of the source. */
export async function* readCopy(
  source: CopySource,
  range: CopyRange,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { offset, length } = range;
  const first = Math.floor(offset / CHUNK_BYTES);
  const end = Math.ceil((offset + length) / CHUNK_BYTES);
  let next: Promise<Uint8Array> | null = null;
  for (let index = first; index < end; index += 1) {
    const chunk = await (next ?? readChunk(source, range, index));
    throwIfAborted(signal);
    const isAhead = index + 1 < end && range.reads.isFree;
    next = isAhead ? readAhead(readChunk(source, range, index + 1)) : null;
    const start = index * CHUNK_BYTES;
    yield chunk.subarray(Math.max(0, offset - start), Math.min(chunk.length, offset + length - start));
  }
}

function readChunk(source: CopySource, range: CopyRange, index: number): Promise<Uint8Array> {
  return range.reads.run(() => readNow(source, range, index));
}

async function readNow(source: CopySource, range: CopyRange, index: number): Promise<Uint8Array> {
  const { fileId, size } = range.holding;
  // Never from Node's shared slabs: the caller keeps it for as long as it likes.
  const chunk = range.take(chunkLength(size, index));
  const whole = await source.read(chunk, index * CHUNK_BYTES);
  if (whole && range.unchecked) return chunk;
  const at = (index - Math.floor(range.offset / CHUNK_BYTES)) * DIGEST_BYTES;
  const digest = createHash('sha256').update(chunk).digest();
  if (whole && digest.equals(range.digests.subarray(at, at + DIGEST_BYTES))) return chunk;
  throw new AcordeError('CONTENT_CORRUPT', `chunk ${index} of file ${fileId} does not match its digest`);
}

/** A caller that stops early never awaits the chunk read ahead, whose failure must then harm nobody. */
function readAhead(chunk: Promise<Uint8Array>): Promise<Uint8Array> {
  chunk.catch(() => undefined);
  return chunk;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AcordeError('CANCELLED', 'the read was cancelled');
}
