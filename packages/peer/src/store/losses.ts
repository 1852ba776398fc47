import type { Holding } from './store.ts';

/** The copies that were there and are lost: rotten, gone from the disk, changed in their shared folder. */
export interface Losses {
  report(lost: Holding): void;
  /** Tells of every loss, those before included: the store opens before anybody can listen. One listener. */
  listen(listener: (lost: Holding) => void): void;
}

export function createLosses(): Losses {
  let early: Holding[] = [];
  let tell = (lost: Holding): void => void early.push(lost);
  return {
    report: (lost) => tell(lost),
    listen(listener) {
      tell = listener;
      for (const lost of early) listener(lost);
      early = [];
    },
  };
}
