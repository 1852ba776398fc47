import type { ChordParameters } from '@acorde/chord';

/**
 * What the runs are tuned by: quick timers, so that a simulated minute holds many rounds. They are the simulator's own,
 * so that a seed means the same whatever the demos and the networks of machines are tuned to.
 */
export const SIMULATED: ChordParameters = {
  successorListLength: 4,
  stabilizeIntervalMinMs: 150,
  stabilizeIntervalMaxMs: 1_000,
  fingerIntervalMinMs: 100,
  fingerIntervalMaxMs: 1_600,
  mergeProbeIntervalMs: 500,
  backoffFactor: 1.2,
  hurryMs: 20,
  callTimeoutMs: 250,
  callTimeoutMinMs: 250,
  lookupTimeoutMs: 5_000,
  hopsMax: 64,
  joinTriesMax: 16,
  probesAtOnceMax: 16,
  knownMax: 10_000,
  passiveMax: 256,
  fullMembershipMax: 10_000,
  membershipBytesPerSecondMax: 400,
  fingerBase: 8,
  questionsAtOnceMax: 2,
};
