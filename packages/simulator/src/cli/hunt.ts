import type { Kind } from './kinds.ts';
import type { Options } from './options.ts';

/** Runs seeds until one fails, and says which; for the mutation gate. */
export async function hunt(kind: Kind, { seed, seeds, minutes, members }: Options): Promise<void> {
  for (let i = seed; i < seed + seeds; i += 1) {
    const { problem } = await kind.run({ seed: i, minutes, members });
    if (problem === null) continue;
    console.log(`caught ${i - seed + 1} ${problem}`);
    return;
  }
  console.log('alive');
}
