// A process that got no processor for a while, or a network that dropped everything for a moment, loses sight of all
// others at once, and finds them again a moment later. A put is not refused for that.
import { delay } from '../system.ts';
import type { FileDeps } from './file-deps.ts';

/** How long to wait for peers that are known and not seen. */
export const SIGHT_MS = 4_000;
export const LOOK_MS = 100;

type Deps = Pick<FileDeps, 'membership' | 'network' | 'system'>;

/** The peers that are live now and take new copies. When they are too few for a put and others are known, waits for those first. */
export async function peersInSight(
  { membership, network, system }: Deps,
  signal: AbortSignal,
): Promise<ReturnType<Deps['membership']['takers']>> {
  const wanted = network.writeQuorum - 1;
  const endMs = system.monotonicMs() + SIGHT_MS;
  for (;;) {
    const live = membership.takers();
    if (live.length >= wanted || membership.expectedPeers() < wanted) return live;
    if (signal.aborted || system.monotonicMs() >= endMs) return live;
    await delay(system, LOOK_MS, signal);
  }
}
