import type { RunTurns } from '@acorde/simulator';

/** The database and long work wait for turns of the event loop: the next event comes when none is waited for. */
export const quietTurns: RunTurns = async (turn) => {
  while (turn()) {
    do await new Promise<void>((resolve) => void setImmediate(resolve));
    while (process.getActiveResourcesInfo().includes('Immediate'));
  }
};
