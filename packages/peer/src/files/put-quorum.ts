import { AcordeError } from '@acorde/protocol';
import type { NetworkParameters } from '../records/ports.ts';

/** Errors: QUORUM_FAILED when fewer than w peers are seen, this one among them. */
export function requirePeers({ network }: { network: NetworkParameters }, seen: number): void {
  if (seen < network.writeQuorum)
    throw new AcordeError('QUORUM_FAILED', `needs ${network.writeQuorum} peers, sees ${seen}`);
}
