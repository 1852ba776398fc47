// `npm run sim -- scale`: a large ring of the real core in one process, what it takes and how quick it is.
import { setFlagsFromString } from 'node:v8';
import { DEFAULT } from '@acorde/chord';
import { inOrder } from '../checkers/member-view.ts';
import { summarize } from '../paper/summary.ts';
import { SeededRandom } from '../random/seeded-random.ts';
import { firstAtOrAfter, foundRing } from '../runs/found-ring.ts';
import { World } from '../world/world.ts';
import type { Options } from './options.ts';

const MEMBERS = 100_000;
const RUN_MS = 2_000;
const LOOKUPS = 1_000;
// So many contacts each: 100,000 members cannot know one another in one process.
const KNOWN_MAX = 16;

// Left alone the heap grows to twice of what lives in it before it is looked through; memory is what is asked for here.
const HEAP_GROWTH = '--heap-growing-percent=25';

/** Prints memory and events a second; returns how many lookups were wrong. */
export async function scale(options: Options): Promise<number> {
  setFlagsFromString(HEAP_GROWTH);
  const members = options.membersGiven ? options.members : MEMBERS;
  const world = new World({
    seed: options.seed,
    parameters: { ...DEFAULT, knownMax: KNOWN_MAX, passiveMax: KNOWN_MAX },
  });
  const foundingCpu = process.cpuUsage();
  await foundRing(
    world,
    Array.from({ length: members }, () => world.add()),
  );
  console.log(
    `${members.toLocaleString('en')} members, r = ${DEFAULT.successorListLength}, the timers of networks`,
  );
  console.log(`  founded in ${(process.cpuUsage(foundingCpu).user / 1e6).toFixed(1)} CPU seconds`);
  const before = { events: world.events, cpu: process.cpuUsage() };
  await world.run(RUN_MS);
  const { user, system } = process.cpuUsage(before.cpu);
  const events = world.events - before.events;
  const rate = Math.round(events / ((user + system) / 1e6)).toLocaleString('en');
  console.log(
    `  ${RUN_MS / 1_000} simulated seconds: ${events.toLocaleString('en')} events, ${rate} per CPU second`,
  );
  const wrong = await lookUp(world, new SeededRandom(options.seed, 'scale'));
  const peak = process.resourceUsage().maxRSS / 1_024;
  console.log(`  resident memory at most ${peak.toFixed(0)} MiB`);
  return wrong;
}

async function lookUp(world: World, random: SeededRandom): Promise<number> {
  const order = inOrder(world.members).map(({ self }) => self);
  const paths: number[] = [];
  let wrong = 0;
  let open = LOOKUPS;
  for (let i = 0; i < LOOKUPS; i += 1) {
    const key = random.identifier();
    const from = random.pick(world.alive);
    if (from === undefined) break;
    const done = world.lookUp(from, key).then(
      ({ owner, hops }) => {
        paths.push(hops.length);
        if (owner.memberId !== order[firstAtOrAfter(order, key)]?.memberId) wrong += 1;
      },
      () => (wrong += 1),
    );
    void done.finally(() => (open -= 1));
  }
  await world.until(() => open === 0, 60_000);
  const { mean, p99 } = summarize(paths);
  console.log(`  ${LOOKUPS} lookups: ${mean.toFixed(2)} members contacted, p99 ${p99}, ${wrong} wrong`);
  return wrong;
}
