// A split of two minutes: the ring falls into two, each side goes on by itself, and when the network heals they must become
// one again. Measured is the time from the healing to the ideal ring.
import { countRings } from '../checkers/one-ring.ts';
import { Faults } from '../faults/faults.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { World } from '../world/world.ts';
import { foundRing } from './found-ring.ts';
import { becomesIdeal, whyNotIdeal } from './grow-ring.ts';
import { History } from './history.ts';
import { SIMULATED } from './parameters.ts';
import type { RunOptions, RunReport } from './run-report.ts';

const MEMBERS_MIN = 4;
const SPLIT_MS = 120_000;
const BEFORE_MS = 60_000;
const LIMIT_MS = 600_000;

/** Runs one seed; `minutes` is not read. */
export async function splitRun({ seed, members, parameters = SIMULATED }: RunOptions): Promise<RunReport> {
  const random = new SeededRandom(seed, 'split');
  const world = new World({ seed, parameters });
  const history = new History(() => world.nowMs);
  const faults = new Faults(world, random, history);
  const count = random.within(Math.min(MEMBERS_MIN, members), members);
  await foundRing(
    world,
    Array.from({ length: count }, () => world.add()),
    { knownEach: count },
  );
  world.listener = (host, event) => history.told(host, event);
  await world.run(BEFORE_MS);
  faults.split(SPLIT_MS);
  await world.run(SPLIT_MS - 1);
  const rings = countRings(world.members);
  await world.run(1);
  const healedMs = world.nowMs;
  const ideal = await becomesIdeal(world, LIMIT_MS);
  const problem = ideal ? null : `not one ring ${LIMIT_MS / 1_000} s after the split: ${whyNotIdeal(world)}`;
  return {
    seed,
    problem,
    simulatedMs: world.nowMs,
    events: world.events,
    counts: { split: 1, member: count, 'ring before healing': rings },
    idealAfterMs: ideal ? world.nowMs - healedMs : null,
    history: ideal ? [] : history.lines(),
    script: ideal ? [] : faults.deeds.script,
  };
}
