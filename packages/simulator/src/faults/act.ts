// One thing that befalls hosts, told so completely that it can be done again without any random number. Hosts are named.
import type { Weather } from '../network/weather.ts';

/** What is done, and to whom. */
export type Act =
  /** Newcomers at one moment, and whom each of them knows. */
  | {
      readonly kind: 'join';
      readonly newcomers: readonly { readonly name: string; readonly known: readonly string[] }[];
    }
  | { readonly kind: 'crash' | 'sync'; readonly names: readonly string[] }
  | { readonly kind: 'leave'; readonly name: string }
  | {
      readonly kind: 'restart';
      readonly name: string;
      readonly known: readonly string[];
      /** To another address. */
      readonly moves: boolean;
    }
  | { readonly kind: 'pause' | 'lie' | 'jump'; readonly name: string; readonly ms: number }
  | {
      readonly kind: 'partition';
      readonly sides: readonly [readonly string[], readonly string[]];
      /** Nothing passes from the first side to the second; the other way is open. */
      readonly oneWay: boolean;
      readonly ms: number;
    }
  | { readonly kind: 'weather'; readonly weather: Weather };

/** An act and its moment. */
export interface Deed {
  readonly atMs: number;
  readonly act: Act;
}

/** The act in words, for a history. */
export function inWords(act: Act): string {
  switch (act.kind) {
    case 'join':
      return `${act.newcomers.map(({ name }) => name).join(' ')} join`;
    case 'crash':
    case 'sync':
      return `${act.names.join(' ')} ${act.kind}`;
    case 'leave':
      return `${act.name} leaves`;
    case 'restart':
      return `${act.name} comes back${act.moves ? ' at another address' : ''}`;
    case 'pause':
      return `${act.name} pauses for ${act.ms} ms`;
    case 'lie':
      return `${act.name} lies for ${act.ms} ms`;
    case 'jump':
      return `the clock of ${act.name} jumps by ${act.ms} ms`;
    case 'partition':
      return `${act.sides[0].join(' ')} ${act.oneWay ? '->' : '|'} ${act.sides[1].join(' ')} for ${act.ms} ms`;
    case 'weather':
      return `weather: ${JSON.stringify(act.weather)}`;
  }
}

/** What it counts as. */
export function nameOf(act: Act): string {
  if (act.kind === 'join' && act.newcomers.length > 1) return 'flash join';
  if (act.kind === 'crash' && act.names.length > 1) return 'correlated crash';
  if (act.kind === 'partition' && act.oneWay) return 'one-way partition';
  return act.kind === 'jump' ? 'clock jump' : act.kind;
}
