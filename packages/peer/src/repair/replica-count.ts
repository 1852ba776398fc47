import { decodeRecord } from '../records/decode-record.ts';
import { factsOf } from '../records/facts.ts';
import type { FileId, PeerId, SignedRecord } from '../records/record.ts';
import type { Liveness } from './ports.ts';

/** How a file stands. */
export interface ReplicaCount {
  /** Someone shares it as a file that must have replicas: not only in place, from a folder. */
  readonly wanted: boolean;
  /** Bytes; infinite while nobody has told. */
  readonly size: number;
  /** Peers that answer and have a complete copy of their own. */
  readonly copies: readonly PeerId[];
  /** Peers that answer and can give all bytes; those that serve a shared folder too. */
  readonly sources: readonly PeerId[];
  /** How many peers say that they have a copy of their own, whether they answer or not. */
  readonly claims: number;
  /** All peers that say they have the file, whether they answer or not. */
  readonly holders: readonly PeerId[];
}

/** Reads the records of a file, and asks its holders for life. */
export async function countReplicas(
  fileId: FileId,
  records: readonly SignedRecord[],
  liveness: Liveness,
): Promise<ReplicaCount> {
  const facts = factsOf(fileId, records.map(decodeRecord));
  const wanted = facts.manifest !== null && facts.entries.some((entry) => !entry.shared);
  const complete = facts.holders.filter((holder) => holder.complete);
  const answers = wanted ? await Promise.all(complete.map(({ peerId }) => liveness.answers(peerId))) : [];
  const live = complete.filter((_, i) => answers[i]);
  return {
    wanted,
    size: facts.manifest?.size ?? Number.POSITIVE_INFINITY,
    copies: live.filter((holder) => !holder.shared).map(({ peerId }) => peerId),
    sources: live.map(({ peerId }) => peerId),
    claims: complete.filter((holder) => !holder.shared).length,
    holders: complete.map(({ peerId }) => peerId),
  };
}
