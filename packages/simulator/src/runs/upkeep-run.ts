// What it costs to keep a ring when nobody looks anything up: messages and payload bytes, idle, or while members come and
// go. Members stay for an exponentially distributed time and then crash; for each there is a newcomer at once.
import { type ChordParameters, DEFAULT } from '@acorde/chord';
import { Meter } from '../network/meter.ts';
import type { Method } from '../network/network.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { World } from '../world/world.ts';
import { foundRing } from './found-ring.ts';

// Until timers have slowed down, or churn has made every list a product of itself.
const SETTLE_MS = 300_000;
const KNOWN = 3;
// As on networks: Unix milliseconds.
const INCARNATION = 1_700_000_000_000;

/** What is measured. */
export interface UpkeepOptions {
  readonly seed: number;
  readonly members: number;
  readonly minutes: number;
  /** Mean time that a member stays; null: for ever. */
  readonly sessionMs: number | null;
  readonly parameters?: ChordParameters;
}

/** By member and second, what it sends. */
export interface Upkeep {
  readonly messages: number;
  readonly bytes: number;
  readonly bytesByMethod: Readonly<Record<Method, number>>;
  readonly events: number;
}

/** Measures one ring. */
export async function upkeepRun(options: UpkeepOptions): Promise<Upkeep> {
  const { seed, members, minutes, sessionMs, parameters = DEFAULT } = options;
  const world = new World({ seed, parameters });
  // Peers tell one another whom they know; what that costs is not the ring's, and not counted.
  await foundRing(
    world,
    Array.from({ length: members }, () => newcomer(world)),
    { knownEach: members },
  );
  if (sessionMs !== null) replace(world, new SeededRandom(seed, 'sessions'), sessionMs / members);
  await world.run(SETTLE_MS);
  const meter = new Meter();
  world.network.meter = meter;
  await world.run(minutes * 60_000);
  const perMember = 1 / (members * minutes * 60);
  const sum = (counts: Readonly<Record<Method, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const byMethod = Object.entries(meter.bytes).map(([method, bytes]) => [method, bytes * perMember]);
  return {
    messages: sum(meter.messages) * perMember,
    bytes: sum(meter.bytes) * perMember,
    bytesByMethod: Object.fromEntries(byMethod) as Record<Method, number>,
    events: world.events,
  };
}

function newcomer(world: World) {
  const host = world.add();
  host.contact = { ...host.contact, incarnation: INCARNATION };
  return host;
}

// A Poisson process: somebody crashes, and somebody else comes.
function replace(world: World, random: SeededRandom, everyMs: number): void {
  world.after(-Math.log(1 - random.next()) * everyMs, () => {
    const { alive } = world;
    const victim = random.pick(alive);
    if (victim) world.crash(victim);
    const known = random.sample(world.alive, KNOWN).map(({ contact }) => contact);
    world.start(newcomer(world), known);
    replace(world, random, everyMs);
  });
}
