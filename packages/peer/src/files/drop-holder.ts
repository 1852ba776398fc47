import type { AcordeError } from '@acorde/protocol';
import type { FileId, PeerId } from '../records/record.ts';
import type { ContentPlan } from './content-plan.ts';
import type { FileDeps } from './file-deps.ts';
import type { Transfer } from './transfers.ts';

/** Says of a holder that it is given up for a download: in the transfer, in the log and, where it sent wrong bytes, as a
 * fact. */
export function dropHolder(
  { distrust, log }: Pick<FileDeps, 'distrust' | 'log'>,
  { fileId, plan, transfer }: { fileId: FileId; plan: ContentPlan; transfer: Transfer },
): (peerId: PeerId, error: AcordeError) => void {
  return (peerId, error) => {
    transfer.source(peerId, 'dropped', error.code);
    log.warn({ fileId, peerId, error }, 'a holder is given up for this download');
    if (error.code === 'CONTENT_CORRUPT' && plan.proven) distrust.report(fileId, peerId, error.message);
  };
}
