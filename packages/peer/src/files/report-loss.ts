import type { FileId } from '../records/record.ts';
import type { FileDeps } from './file-deps.ts';

/** Tells the ring what is left of a copy that was lost: a shared one, or none. Repair then sees too few copies and
 * appoints another holder. */
export async function reportLoss(deps: FileDeps, fileId: FileId): Promise<void> {
  const left = deps.store.get(fileId);
  const shared = left?.place === 'shared';
  const record = deps.records.signHolder({ fileId, complete: left !== null, shared, gone: left === null });
  try {
    await deps.records.publish([record]);
  } catch (error) {
    deps.log.warn({ fileId, error }, 'the loss of a copy could not be told');
  }
}
