// What the page of the lab and its worker say to each other. Plain data both ways.
import type { HopView } from '../wire-event.ts';

export type LabCommand =
  | { readonly type: 'start'; readonly members: number; readonly seed: number }
  /** Virtual time passes so many times faster than real time; 0: it stands still. */
  | { readonly type: 'speed'; readonly speed: number }
  /** Kills this share of the members that run, all at one moment. */
  | { readonly type: 'kill'; readonly share: number }
  | { readonly type: 'add'; readonly count: number }
  /** Nothing passes between one half of the circle and the other, until `heal`. */
  | { readonly type: 'split' }
  | { readonly type: 'heal' }
  /** A random key from a random member. */
  | { readonly type: 'lookup' }
  /** Rings of growing size, and the hops of lookups in each. */
  | { readonly type: 'measure' };

export type LabReply =
  | { readonly type: 'state'; readonly state: LabView }
  | { readonly type: 'lookup'; readonly lookup: LabTrace }
  | { readonly type: 'measured'; readonly point: HopsPoint }
  | { readonly type: 'busy'; readonly what: 'starting' | 'measuring' | null }
  | { readonly type: 'failed'; readonly reason: string };

/** One member: its place as 64 hex digits, its name, and whether it runs. */
export interface LabDot {
  readonly id: string;
  readonly name: string;
  readonly phase: 'up' | 'joining' | 'down';
  readonly predecessor: string | null;
  readonly successors: readonly string[];
}

export interface LabView {
  /** Virtual milliseconds. */
  readonly nowMs: number;
  readonly events: number;
  readonly messages: number;
  readonly rings: number;
  /** Null when the ring of those that run is ideal. */
  readonly notIdeal: string | null;
  /** Running members whose first successor is not the next one that runs. */
  readonly misplaced: number;
  readonly up: number;
  readonly dots: readonly LabDot[];
}

export interface LabTrace {
  readonly key: string;
  readonly startId: string;
  readonly ownerId: string | null;
  readonly right: boolean;
  readonly ms: number;
  readonly hops: readonly (Pick<HopView, 'index' | 'attempt' | 'reason' | 'outcome' | 'ms'> & {
    readonly fromId: string;
    readonly toId: string;
    readonly from: string;
    readonly to: string;
  })[];
}

export interface HopsPoint {
  readonly members: number;
  readonly lookups: number;
  readonly mean: number;
  readonly p99: number;
  /** Lookups that did not find the right owner. */
  readonly wrong: number;
}
