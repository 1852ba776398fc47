/** Bytes of every chunk of a file but the last, which may be shorter. */
export const CHUNK_BYTES = 1024 * 1024;
/** Bytes of a SHA-256. */
export const DIGEST_BYTES = 32;
/** The largest file: 1 TiB. */
export const FILE_BYTES_MAX = 1024 ** 4;

/** How many chunks a file of `size` bytes has; an empty file has none. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_BYTES);
}

/** Bytes of chunk `index` of a file of `size` bytes. */
export function chunkLength(size: number, index: number): number {
  return Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
}
