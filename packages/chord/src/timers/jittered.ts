import type { Random } from '../ports/random.ts';

/** U(0.5 t, 1.5 t): the same mean, and no two members in step. Source: MIT Chord (`sit/dht`), stabilize_manager. */
export function jittered(random: Random, delayMs: number): number {
  return delayMs * (0.5 + random.next());
}
