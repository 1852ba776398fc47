// How patient a network is. One choice for the whole network, in its signed document, so that a peer that joins from
// elsewhere keeps the same beat as the others.
import { type ChordParameters, DEFAULT, DEMO } from '@acorde/chord';
import type { NetworkDocument } from './identity/network-document.ts';

export interface PeerTiming {
  readonly chord: Omit<ChordParameters, 'successorListLength'>;
  /** Between two exchanges of peer records. */
  readonly membershipIntervalMs: number;
  /** Between two comparisons of records with the other keepers. */
  readonly maintainIntervalMs: number;
  /** How long a file may lack copies before a new holder is appointed: a restart is cheaper than a copy. */
  readonly repairDelayMs: number;
  /** Between two rounds over the files that this peer watches. */
  readonly repairIntervalMs: number;
  /** Bytes that no entry needs are kept that long: an upload's records come after its bytes. */
  readonly collectGraceMs: number;
  /** A copy beyond k is kept that long. */
  readonly surplusGraceMs: number;
  /** Between two rounds of publishing one's own entries and copies again. */
  readonly republishIntervalMs: number;
  /** What a peer alone can give is forgotten when it has been away for so long. */
  readonly absentMsMax: number;
  /** Between two checks of all copies on the disk. */
  readonly scrubIntervalMs: number;
  /** Between two looks at a shared folder. */
  readonly shareScanIntervalMs: number;
}

/** Short enough to watch on one machine. */
const DEMO_TIMING: PeerTiming = {
  chord: DEMO,
  membershipIntervalMs: 1_000,
  maintainIntervalMs: 5_000,
  repairDelayMs: 10_000,
  repairIntervalMs: 2_000,
  collectGraceMs: 600_000,
  surplusGraceMs: 60_000,
  republishIntervalMs: 300_000,
  absentMsMax: 3_600_000,
  scrubIntervalMs: 3_600_000,
  shareScanIntervalMs: 2_000,
};

/** For machines that reboot, links that stall and files that take minutes to copy. */
const DEFAULT_TIMING: PeerTiming = {
  chord: DEFAULT,
  membershipIntervalMs: 10_000,
  maintainIntervalMs: 60_000,
  repairDelayMs: 600_000,
  repairIntervalMs: 30_000,
  collectGraceMs: 600_000,
  surplusGraceMs: 3_600_000,
  republishIntervalMs: 3_600_000,
  absentMsMax: 7 * 86_400_000,
  scrubIntervalMs: 7 * 86_400_000,
  shareScanIntervalMs: 5_000,
};

export function timingOf(document: NetworkDocument): PeerTiming {
  return document.timing === 'demo' ? DEMO_TIMING : DEFAULT_TIMING;
}
