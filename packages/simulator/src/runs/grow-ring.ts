import { idealRing } from '../checkers/ideal-ring.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';

const JOIN_LIMIT_MS = 60_000;
const REST_LIMIT_MS = 600_000;

/** Starts so many members, one after the other, and lets them become an ideal ring; whether they did is to be asked. */
export async function growRing(world: World, count: number): Promise<Host[]> {
  const hosts: Host[] = [];
  for (let i = 0; i < count; i += 1) {
    const host = world.add();
    world.start(host, hosts[0] ? [hosts[0].contact] : []);
    hosts.push(host);
    await world.until(() => host.view !== null, JOIN_LIMIT_MS);
  }
  await becomesIdeal(world, REST_LIMIT_MS);
  return hosts;
}

/** Lets time pass until the ring of all live hosts is ideal; returns whether it became so in time. */
export function becomesIdeal(world: World, limitMs: number): Promise<boolean> {
  let version = -1;
  return world.until(() => {
    if (version === world.version) return false;
    version = world.version;
    return isIdeal(world);
  }, limitMs);
}

/** Whether every live host is part of one ideal ring. */
export function isIdeal(world: World): boolean {
  const { members } = world;
  return members.length === world.alive.length && whyNotIdeal(world) === null;
}

/** What keeps the ring from being ideal. */
export function whyNotIdeal(world: World): string | null {
  const waiting = world.alive.find((host) => host.view === null);
  return waiting
    ? `${waiting.name} is no member`
    : idealRing(world.members, world.parameters.successorListLength);
}
