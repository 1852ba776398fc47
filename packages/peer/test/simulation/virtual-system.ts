import type { SeededRandom, World } from '@acorde/simulator';
import type { System } from '../../src/system.ts';

const START_MS = 1_767_225_600_000;

/** Time and randomness of one life of a peer: the world's clock, and timers that end with the life. */
export function virtualSystem(world: World, random: SeededRandom, isAlive: () => boolean): System {
  const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => random.below(256));
  return {
    nowMs: () => START_MS + world.nowMs,
    monotonicMs: () => world.nowMs,
    schedule(delayMs, fn) {
      let cancelled = false;
      world.after(delayMs, () => {
        if (!cancelled && isAlive()) fn();
      });
      return () => {
        cancelled = true;
      };
    },
    random: () => random.next(),
    randomBytes,
    uuid: () => Buffer.from(randomBytes(16)).toString('hex'),
  };
}
