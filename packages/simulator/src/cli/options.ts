import { parseArgs } from 'node:util';

/** What `npm run sim` is asked for. */
export interface Options {
  readonly command: string;
  readonly rest: readonly string[];
  readonly seed: number;
  readonly seeds: number;
  readonly seedsGiven: boolean;
  readonly minutes: number;
  readonly minutesGiven: boolean;
  readonly members: number;
  /** Whether `members` was asked for. */
  readonly membersGiven: boolean;
  /** Lookups of each row of the papers' tables; null: the command's own number. */
  readonly lookups: number | null;
  /** Whether members have the timers of networks of machines, not the quick ones of the simulator. */
  readonly slow: boolean;
  readonly safety: boolean;
  readonly liveness: boolean;
  readonly json: string | null;
  /** The folder for plots. */
  readonly svg: string | null;
  readonly mutant: string | null;
}

const NUMBERS = {
  seed: { fallback: 1, min: 0, max: Number.MAX_SAFE_INTEGER },
  seeds: { fallback: 1, min: 1, max: 10_000_000 },
  minutes: { fallback: 10, min: 0.01, max: 100_000 },
  members: { fallback: 20, min: 6, max: 1_000_000 },
  lookups: { fallback: 0, min: 1, max: 10_000_000 },
} as const;

/** Throws Error with a line for people. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      members: { type: 'string' },
      lookups: { type: 'string' },
      svg: { type: 'string' },
      slow: { type: 'boolean', default: false },
      safety: { type: 'boolean', default: false },
      liveness: { type: 'boolean', default: false },
      json: { type: 'string' },
      mutant: { type: 'string' },
    },
  });
  const number = (name: keyof typeof NUMBERS) => readNumber(name, values[name]);
  const [command = 'seeds', ...rest] = positionals;
  const both = values.safety === values.liveness;
  return {
    command,
    rest,
    seed: number('seed'),
    seeds: number('seeds'),
    minutes: number('minutes'),
    members: number('members'),
    seedsGiven: values.seeds !== undefined,
    minutesGiven: values.minutes !== undefined,
    membersGiven: values.members !== undefined,
    lookups: values.lookups === undefined ? null : number('lookups'),
    svg: values.svg ?? null,
    slow: values.slow,
    safety: both || values.safety,
    liveness: both || values.liveness,
    json: values.json ?? null,
    mutant: values.mutant ?? null,
  };
}

function readNumber(name: keyof typeof NUMBERS, text: string | undefined): number {
  const { fallback, min, max } = NUMBERS[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  const whole = name === 'minutes' || Number.isInteger(value);
  if (text.trim() === '' || !whole || value < min || value > max) {
    throw new Error(
      `--${name} is a ${name === 'minutes' ? '' : 'whole '}number from ${min} to ${max}, not "${text}"`,
    );
  }
  return value;
}
