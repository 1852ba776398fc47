// The end of a peer that was told to go. Whoever told it (a container engine, an init system, the launcher) kills it
// when it takes long, so a neighbour that does not answer may hold up neither its farewell nor its end. What was
// acknowledged is on disk by then.
import type { Peer } from '../peer.ts';
import { delay, type System } from '../system.ts';

/** Handing copies and records over has 10 s of these; the neighbours are told in the rest. */
const LEAVE_MS_MAX = 12_000;
const STOP_MS_MAX = 5_000;

/** `leave` says farewell first. Takes 17 s at most. Resolves with whether all was closed by then; errors are those of
 * `stop`, since a farewell that fails is the same to the others as none. */
export async function endPeer(
  peer: Pick<Peer, 'leave' | 'stop'>,
  how: 'leave' | 'stop',
  system: System,
): Promise<boolean> {
  if (how === 'leave') {
    const farewell = peer.leave().catch(() => undefined);
    await isDoneWithin(LEAVE_MS_MAX, farewell, system);
  }
  return await isDoneWithin(STOP_MS_MAX, peer.stop(), system);
}

async function isDoneWithin(limitMs: number, work: Promise<void>, system: System): Promise<boolean> {
  const done = new AbortController();
  const late = delay(system, limitMs, done.signal).then(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    done.abort();
  }
}
