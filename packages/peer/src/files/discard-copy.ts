import type { Holding } from '../store/store.ts';
import type { FileDeps } from './file-deps.ts';

/** Removes the copy that a failed put has made, unless somebody has stored the same content since or shares it. */
export async function discardCopy(
  { records, store, log }: Pick<FileDeps, 'records' | 'store' | 'log'>,
  holding: Holding,
): Promise<void> {
  try {
    const { entries } = await records.facts(holding.fileId);
    if (entries.length === 0) await store.remove(holding.fileId, holding);
  } catch (error) {
    // Without an answer from the ring the copy stays: to keep what nobody needs harms less than the contrary.
    log.warn({ fileId: holding.fileId, error }, 'the copy of a failed put stays');
  }
}
