// For the launcher, which knows no part of a peer: whether a broker lets this user in.
import { probeAmqp } from '../events/amqp-probe.ts';
import type { System } from '../system.ts';

/** Null when it does, else why not. Never rejects. */
export function probeBroker(url: string, system: System): Promise<string | null> {
  return probeAmqp(url, system);
}
