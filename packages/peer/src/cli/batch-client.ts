// Many small files in one call to a peer.

/** Files up to this size travel in batches. */
export const BATCHED_BYTES_MAX = 64 * 1024;
/** Files and bytes of one call. */
export const BATCH_FILES_MAX = 128;
export const BATCH_BYTES_MAX = 1024 * 1024;

export interface BatchClient {
  /** Stores files; resolves with their ids, in the same order. The first file that fails is the error of all.
   * Errors: CliError. */
  put(
    files: readonly { readonly name: string; readonly data: Uint8Array; readonly sha256: string }[],
  ): Promise<string[]>;
  /** The bytes of files, in order, not verified. A file that cannot be had is the error of all. Errors: CliError. */
  get(ids: readonly string[]): AsyncIterable<Uint8Array>;
}

/** Opens the way to a peer's API. */
export type OpenBatches = (options: {
  readonly url: string;
  readonly token: string | null;
  readonly signal: AbortSignal;
}) => Promise<BatchClient>;

/** Neighbours together, as long as they fit into one call. */
export function inBatches<T>(items: readonly T[], bytesOf: (item: T) => number): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = batches.at(-1);
    bytes += bytesOf(item);
    if (last && last.length < BATCH_FILES_MAX && bytes <= BATCH_BYTES_MAX) last.push(item);
    else {
      batches.push([item]);
      bytes = bytesOf(item);
    }
  }
  return batches;
}
