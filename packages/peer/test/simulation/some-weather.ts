import type { SeededRandom, World } from '@acorde/simulator';

/** A network that is near or far, and loses nothing, a little or more. */
export function someWeather(random: SeededRandom): World['network']['weather'] {
  const latencyMaxMs = random.pick([5, 50]) ?? 5;
  return {
    ...{ latencyMinMs: 1, latencyMaxMs, duplication: 0, reordering: 0.1, reorderMs: latencyMaxMs },
    loss: random.pick([0, 0.005, 0.02]) ?? 0,
    refuses: random.chance(0.5),
  };
}
