// Which events somebody wants: by type, by peer. Empty lists mean all.
import { z } from 'zod';
import type { EventView } from '../src/wire-event.ts';

const PATTERNS_MAX = 32;
const PEERS_MAX = 256;

/** `file.stored`, or all of an entity: `file`, `file.*`. */
const pattern = z
  .string()
  .regex(/^[a-z]+(\.([a-z]+|\*))?$/, 'must be like file.stored or file.*')
  .max(64);
const peerId = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lowercase hex digits');

export const eventFilter = z.strictObject({
  types: z.array(pattern).max(PATTERNS_MAX).default([]),
  peers: z.array(peerId).max(PEERS_MAX).default([]),
});

export type EventFilter = z.output<typeof eventFilter>;

export type EventMatch = (event: Pick<EventView, 'type' | 'peerId'>) => boolean;

export function matcherOf({ types, peers }: EventFilter): EventMatch {
  const exact = new Set(types);
  const entities = new Set(types.map((type) => type.replace(/\.\*$/, '')));
  const wantedPeers = new Set(peers);
  return (event) =>
    (types.length === 0 || exact.has(event.type) || entities.has(event.type.split('.')[0] ?? '')) &&
    (peers.length === 0 || wantedPeers.has(event.peerId));
}
