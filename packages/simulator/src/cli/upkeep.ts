// `npm run sim -- upkeep`: what keeping the ring costs each member, idle and under churn.
import { writeFileSync } from 'node:fs';
import { type Upkeep, upkeepRun } from '../runs/upkeep-run.ts';
import type { Options } from './options.ts';

const MEMBERS = 1_000;
const MINUTES = 5;

const CASES = [
  { name: 'nothing happens', sessionMs: null },
  { name: 'sessions of 1 h', sessionMs: 3_600_000 },
  { name: 'sessions of 1.4 min', sessionMs: 84_000 },
] as const;

/** Prints messages and payload bytes by member and second; nothing can be wrong. */
export async function upkeep(options: Options): Promise<number> {
  const members = options.membersGiven ? options.members : MEMBERS;
  const minutes = options.minutesGiven ? options.minutes : MINUTES;
  console.log(
    `${members} members, ${minutes} min each, the timers of networks; what a member sends in a second`,
  );
  const told: ({ name: string } & Upkeep)[] = [];
  for (const { name, sessionMs } of CASES) {
    const cost = await upkeepRun({ seed: options.seed, members, minutes, sessionMs });
    told.push({ name, ...cost });
    console.log(
      `  ${name.padEnd(20)} ${cost.messages.toFixed(2)} messages, ${cost.bytes.toFixed(0)} B of payload: ${parts(cost)}`,
    );
  }
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(told, null, 2)}\n`);
  return 0;
}

function parts({ bytesByMethod }: Upkeep): string {
  const methods = Object.entries(bytesByMethod).filter(([, bytes]) => bytes >= 0.5);
  return methods.map(([method, bytes]) => `${method} ${bytes.toFixed(0)}`).join(', ');
}
