// Asks the gateway, as any user would, until all peers are up and the ring is ideal.
import { delay } from '../system.ts';
import type { FleetContext } from './fleet.ts';
import type { FleetOptions } from './options.ts';

const POLL_MS = 50;
const TIMEOUT_MS = 120_000;

interface FleetAnswer {
  readonly peers: readonly { readonly state: string }[];
  readonly ring: { readonly ideal: boolean; readonly members: number };
}

export async function waitUntilIdeal(
  dashboard: string,
  { peers, members }: Pick<FleetOptions, 'peers' | 'members'>,
  context: FleetContext,
): Promise<void> {
  const deadline = context.system.monotonicMs() + TIMEOUT_MS;
  let last = 'the gateway does not answer';
  while (context.system.monotonicMs() < deadline) {
    context.signal.throwIfAborted();
    const fleet = await ask(dashboard);
    if (fleet) {
      const up = fleet.peers.filter((peer) => peer.state === 'up').length;
      const isWhole = fleet.ring.members === peers * members && up === peers;
      if (fleet.ring.ideal && isWhole && (await pageAnswers(dashboard))) return;
      last = `${up} of ${peers} peers are up, the ring is ${fleet.ring.ideal ? '' : 'not '}ideal`;
    }
    await delay(context.system, POLL_MS, context.signal);
  }
  throw new Error(
    `The fleet was not ready after ${TIMEOUT_MS / 1000} s: ${last}. The logs are in the data folder.`,
  );
}

async function ask(dashboard: string): Promise<FleetAnswer | null> {
  try {
    const response = await fetch(`${dashboard}/api/fleet`);
    return response.ok ? ((await response.json()) as FleetAnswer) : null;
  } catch {
    return null;
  }
}

async function pageAnswers(dashboard: string): Promise<boolean> {
  const page = await fetch(dashboard).catch(() => null);
  await page?.body?.cancel();
  return page?.ok ?? false;
}
