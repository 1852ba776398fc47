import type { PeerAddress } from '../records/ports.ts';
import { createChunkSet } from '../store/chunk-set.ts';
import type { Having } from './chunk-picker.ts';

const FIRST_GUESS_MS = 50;
const EVERYTHING: Having = { has: () => true };

/** One holder of a file that is being fetched, and what is known of it. */
export interface DownloadSource {
  readonly holder: PeerAddress;
  readonly stop: AbortController;
  /** The chunks that it has, as far as is known. */
  readonly having: Having;
  readonly isComplete: boolean;
  /** Milliseconds that a chunk takes, smoothed. */
  readonly chunkMs: number;
  /** Errors since the last chunk. */
  strikes: number;
  /** It has all of the file by now. */
  completed(): void;
  learn(chunks: Uint8Array | 'all'): void;
  /** A chunk has come, so long after the one before. */
  progressed(ms: number): void;
}

/** `total`: how many chunks the file has. */
export function createDownloadSource(
  holder: PeerAddress & { readonly complete: boolean },
  total: number,
): DownloadSource {
  let having: Having = holder.complete ? EVERYTHING : createChunkSet(total);
  let chunkMs = FIRST_GUESS_MS;
  return {
    holder,
    stop: new AbortController(),
    get having() {
      return having;
    },
    get isComplete() {
      return having === EVERYTHING;
    },
    get chunkMs() {
      return chunkMs;
    },
    strikes: 0,
    completed() {
      having = EVERYTHING;
    },
    learn(chunks) {
      having = chunks === 'all' ? EVERYTHING : createChunkSet(total, chunks);
    },
    progressed(ms) {
      this.strikes = 0;
      chunkMs = chunkMs * 0.7 + ms * 0.3;
    },
  };
}
