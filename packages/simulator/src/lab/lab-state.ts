// What a lab shows: plain data, so that it passes between a worker and its page.
import type { HopOutcome, Phase } from '@acorde/chord';
import type { Method } from '../network/network.ts';

/** One member, running or not. */
export interface LabMember {
  readonly name: string;
  readonly memberId: string;
  /** Its share of the circle, clockwise from zero: 0 <= position < 1. */
  readonly position: number;
  readonly phase: Phase;
  /** Stopped as by SIGSTOP. */
  readonly paused: boolean;
  /** Names; null while unknown or alone. */
  readonly predecessor: string | null;
  /** Names, nearest first. */
  readonly successors: readonly string[];
  /** Names and exponents, farthest first. */
  readonly fingers: readonly { readonly exponent: number; readonly name: string }[];
}

/** A lab at one moment. */
export interface LabState {
  /** Virtual milliseconds since the lab began. */
  readonly nowMs: number;
  /** Events run so far. */
  readonly events: number;
  /** Messages sent so far, replies too, by the method of their call. */
  readonly messages: Readonly<Record<Method, number>>;
  /** In the order in which they were added. */
  readonly members: readonly LabMember[];
  /** What keeps the ring of those that run from being ideal; null when nothing does. */
  readonly notIdeal: string | null;
  /** How many rings following first live successors leads into. */
  readonly rings: number;
}

/** One question of a lookup. Names. */
export interface LabHop {
  readonly index: number;
  readonly attempt: number;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly outcome: HopOutcome;
  /** Virtual milliseconds. */
  readonly ms: number;
}

/** What came of a lookup. */
export interface LabLookup {
  readonly from: string;
  readonly key: string;
  /** The key's share of the circle. */
  readonly position: number;
  readonly hops: readonly LabHop[];
  /** The name of the owner; null when none was found. */
  readonly owner: string | null;
  /** Whether it is the owner that an omniscient observer names at the end. */
  readonly right: boolean;
  /** Why there is no owner: the code and the message; null when there is one. */
  readonly error: string | null;
  /** Virtual milliseconds in all. */
  readonly ms: number;
}
