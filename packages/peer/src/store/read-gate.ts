// How many chunks are read and hashed at once, whoever wants them. Without a bound the reads of many downloads end
// together, and all of them are hashed before a timer of the ring has its turn; and each download would hold a chunk more
// in memory than it can send.

/** More than the disk's threads, so that none of them waits for the next question. */
const READS_MAX = 6;

export interface ReadGate {
  /** Nobody waits, and there is room to read ahead. */
  readonly isFree: boolean;
  /** Runs the work when it is its turn, first come first served. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createReadGate(max = READS_MAX): ReadGate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    get isFree() {
      return running < max;
    },
    async run(work) {
      if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        // The place goes on to whoever has waited longest.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
