import type { PeerId } from '../records/record.ts';
import type { FileDeps } from './file-deps.ts';

/** A download does not wait longer for a holder's sign of life; whoever has not given it then is asked last. */
export const SIGN_OF_LIFE_MS = 250;

/** Whether a peer answers within that time. Never rejects. */
export function answersWithin(
  { liveness, system }: Pick<FileDeps, 'liveness' | 'system'>,
  peerId: PeerId,
  timeoutMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = system.schedule(timeoutMs, () => resolve(false));
    void liveness.answers(peerId).then((answers) => {
      cancel();
      resolve(answers);
    });
  });
}
