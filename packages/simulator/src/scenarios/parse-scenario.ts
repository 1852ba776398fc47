// Scenario scripts: a line a step, in words; `#` begins a comment. README.md lists the steps.

/** One line, taken apart. */
export type Step =
  | { readonly kind: 'start'; readonly count: number }
  | { readonly kind: 'join'; readonly count: number }
  | { readonly kind: 'kill' | 'leave' | 'restart'; readonly names: readonly string[] }
  | { readonly kind: 'pause'; readonly name: string; readonly ms: number }
  | {
      readonly kind: 'partition';
      readonly sides: readonly [readonly string[], readonly string[]];
      readonly oneWay: boolean;
    }
  | { readonly kind: 'heal' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'loss'; readonly percent: number }
  | { readonly kind: 'ideal'; readonly withinMs: number }
  | { readonly kind: 'rings'; readonly count: number }
  | { readonly kind: 'lookups' };

/** A step and where it stands. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly step: Step;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

type Rule = readonly [pattern: RegExp, make: (...words: string[]) => Step];

const RULES: readonly Rule[] = [
  [/^start (\d+)$/, (count) => ({ kind: 'start', count: Number(count) })],
  [/^join(?: (\d+))?$/, (count = '1') => ({ kind: 'join', count: Number(count) })],
  [/^(kill|leave|restart) (.+)$/, (kind, names = '') => ({ kind: kind as 'kill', names: words(names) })],
  [/^pause (\S+) for (\S+)$/, (name = '', time) => ({ kind: 'pause', name, ms: duration(time) })],
  [
    /^partition (.+) \| (.+)$/,
    (a = '', b = '') => ({ kind: 'partition', sides: [words(a), words(b)], oneWay: false }),
  ],
  [
    /^cut (.+) -> (.+)$/,
    (a = '', b = '') => ({ kind: 'partition', sides: [words(a), words(b)], oneWay: true }),
  ],
  [/^heal$/, () => ({ kind: 'heal' })],
  [/^wait (\S+)$/, (time) => ({ kind: 'wait', ms: duration(time) })],
  [/^loss (\d+)%$/, (percent) => ({ kind: 'loss', percent: Number(percent) })],
  [/^expect ideal within (\S+)$/, (time) => ({ kind: 'ideal', withinMs: duration(time) })],
  [/^expect (\d+) rings?$/, (count) => ({ kind: 'rings', count: Number(count) })],
  [/^expect right lookups from every member$/, () => ({ kind: 'lookups' })],
];

/** Throws RangeError, with the line, for one that is no step. */
export function parseScenario(script: string): Line[] {
  return script.split('\n').flatMap((raw, i) => {
    const text = raw.replace(/#.*/, '').trim().replace(/\s+/g, ' ');
    return text === '' ? [] : [{ number: i + 1, text, step: parseStep(text, i + 1) }];
  });
}

function parseStep(text: string, line: number): Step {
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(text);
    if (match) return make(...match.slice(1));
  }
  throw new RangeError(`line ${line} is no step: ${text}`);
}

function words(text: string): string[] {
  return text.split(' ');
}

function duration(text = ''): number {
  const [, value, unit = ''] = /^(\d+(?:[.]\d+)?)(ms|s|min)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (value === undefined || factor === undefined)
    throw new RangeError(`"${text}" is no duration: 500ms, 10s, 2min`);
  return Number(value) * factor;
}
