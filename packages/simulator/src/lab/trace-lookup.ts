import {
  ChordError,
  type Hop,
  type Identifier,
  identifier,
  type Routing,
  shareOfCircle,
} from '@acorde/chord';
import { ownerOf } from '../checkers/lookup-oracle.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';
import type { LabLookup } from './lab-state.ts';

const ZERO = identifier('0'.repeat(64));

/** Where a key or a member lies: its share of the circle, clockwise from zero. */
export function positionOf(key: Identifier): number {
  return shareOfCircle(ZERO, key);
}

/** Looks a key up, and tells how it went; the caller lets time go by. Never rejects. */
export async function traceLookup(
  world: World,
  from: Host,
  key: Identifier,
  routing: Routing,
): Promise<LabLookup> {
  const startedMs = world.nowMs;
  const hops: Hop[] = [];
  const { owner, error } = await follow(from, key, routing, hops);
  const names = new Map(world.hosts.map((host): [string, string] => [host.contact.memberId, host.name]));
  const name = (memberId: string) => names.get(memberId) ?? memberId;
  const { members } = world;
  return {
    from: from.name,
    key,
    position: positionOf(key),
    hops: hops.map((hop) => ({ ...hop, from: name(hop.from.memberId), to: name(hop.to.memberId) })),
    owner: owner === null ? null : name(owner),
    right: owner !== null && members.length > 0 && ownerOf(key, members).self.memberId === owner,
    error,
    ms: world.nowMs - startedMs,
  };
}

async function follow(
  from: Host,
  key: Identifier,
  routing: Routing,
  hops: Hop[],
): Promise<{ owner: Identifier | null; error: string | null }> {
  if (from.process === null) return { owner: null, error: `${from.name} is not running` };
  try {
    const lookup = from.process.node.lookup(key, { routing });
    for (let step = await lookup.next(); ; step = await lookup.next()) {
      if (step.done) return { owner: step.value.owner.memberId, error: null };
      hops.push(step.value);
    }
  } catch (error) {
    return {
      owner: null,
      error: error instanceof ChordError ? `${error.code}: ${error.message}` : String(error),
    };
  }
}
